package io.sonde.exporters.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a browser keeps in a cookie in place of the token: when it expires, in seconds since 1970,
 * and the HMAC-SHA-256 of that under the token. It says nothing about the token, needs no memory
 * here and is worth nothing once it has expired or the token is another one.
 */
final class AccessPass {
  /** Twelve hours: a night on call. */
  static final long LIFE_SECONDS = 12 * 3_600;

  private static final String ALGORITHM = "HmacSHA256";

  private AccessPass() {}

  /** A pass from now on. */
  static String issue(AccessToken token, long nowMillis) throws IOException {
    String expiry = Long.toString(nowMillis / 1_000 + LIFE_SECONDS);
    return expiry + "." + seal(token, expiry);
  }

  /** Whether a pass was issued under this token and has not expired; compares in constant time. */
  static boolean isValid(AccessToken token, String pass, long nowMillis) {
    int dot = pass.indexOf('.');
    // longer numbers than that are none of ours
    if (dot < 1
        || dot > 12
        || !pass.substring(0, dot).chars().allMatch(c -> c >= '0' && c <= '9')) {
      return false;
    }
    String expiry = pass.substring(0, dot);
    try {
      return MessageDigest.isEqual(
              seal(token, expiry).getBytes(StandardCharsets.US_ASCII),
              pass.substring(dot + 1).getBytes(StandardCharsets.UTF_8))
          && Long.parseLong(expiry) > nowMillis / 1_000;
    } catch (IOException noToken) {
      return false;
    }
  }

  private static String seal(AccessToken token, String expiry) throws IOException {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(token.value().getBytes(StandardCharsets.UTF_8), ALGORITHM));
      byte[] text = ("sonde pass " + expiry).getBytes(StandardCharsets.US_ASCII);
      return HexFormat.of().formatHex(mac.doFinal(text));
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }
}
