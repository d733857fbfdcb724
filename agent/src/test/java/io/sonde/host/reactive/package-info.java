/**
 * Servers on reactor-netty that tests fork, with Spring WebFlux and without.
 *
 * <p>It stands outside {@code io.sonde.agent}, because classes of that package are never woven.
 */
package io.sonde.host.reactive;
