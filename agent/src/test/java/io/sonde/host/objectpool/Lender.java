package io.sonde.host.objectpool;

/** A pool of one kind, and what is known of it without Sonde. */
interface Lender {

  /** The name under which the pool is recorded. */
  String label();

  /** Borrows an object. */
  Object lend() throws Exception;

  /** Gives an object back. */
  void takeBack(Object object) throws Exception;

  /** Gives back an object that is no good any more. */
  void spoil(Object object) throws Exception;

  /** Closes the pool, and with it its idle objects. */
  void close() throws Exception;

  /** How many objects were created, as those count who create them. */
  long made();

  /** How many were ended; -1 if nobody else counts that. */
  long destroyed();
}
