package io.sonde.exporters.http;

/** Who may call a route. */
public enum Access {
  /** Anybody who reaches the port and names an allowed host. */
  OPEN,
  /** Anybody on loopback except pages of other sites; beyond loopback only with the token. */
  READ,
  /** Only with the token itself, in a header, and not from pages of other sites. */
  SIGN_IN,
  /** Only with the token, and if it is a POST only with a JSON body: whatever changes state. */
  CONTROL
}
