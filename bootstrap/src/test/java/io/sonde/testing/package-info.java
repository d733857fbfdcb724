/** What tests of all modules share: the JDKs of this machine, forked JVMs, parsed expositions. */
package io.sonde.testing;
