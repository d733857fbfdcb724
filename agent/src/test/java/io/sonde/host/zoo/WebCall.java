package io.sonde.host.zoo;

/** An HTTP client that is asked for an address. */
interface WebCall {

  /** The status of the answer. */
  int get(String url) throws Exception;
}
