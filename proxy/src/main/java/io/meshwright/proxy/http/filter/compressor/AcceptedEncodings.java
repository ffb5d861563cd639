package io.meshwright.proxy.http.filter.compressor;

import java.util.List;
import java.util.Locale;

/** Reads {@code accept-encoding} (RFC 9110 section 12.5.3). */
final class AcceptedEncodings {
  private static final String IDENTITY = "identity";
  private static final String ANY = "*";
  private static final double UNSET = -1;

  private AcceptedEncodings() {}

  /**
   * Whether a client would rather have a body in this coding than as it is.
   *
   * @param values of the header; none: it wants nothing but the body as it is
   */
  static boolean prefer(String coding, List<String> values) {
    double wanted = UNSET;
    double asIs = UNSET;
    double any = UNSET;
    for (String value : values) {
      for (String item : value.toLowerCase(Locale.ROOT).split(",", -1)) {
        String[] parts = item.split(";", -1);
        double weight = weight(parts);
        switch (parts[0].strip()) {
          case IDENTITY -> asIs = weight;
          case ANY -> any = weight;
          case String name when name.equals(coding) -> wanted = weight;
          default -> {
            // a coding that is not offered
          }
        }
      }
    }
    double own = wanted == UNSET ? any : wanted;
    return own > 0 && own >= asIs;
  }

  /** 1 unless {@code q} says otherwise; what is malformed is not wanted. */
  private static double weight(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.startsWith("q=")) {
        try {
          return Double.parseDouble(parameter.substring(2));
        } catch (NumberFormatException _) {
          return 0;
        }
      }
    }
    return 1;
  }
}
