/** Programs that tests run in a JVM of their own: brokers, and users of their clients. */
package io.sonde.host.messaging;
