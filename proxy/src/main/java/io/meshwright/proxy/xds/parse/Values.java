package io.meshwright.proxy.xds.parse;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.UInt32Value;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.RuntimeFractionalPercent;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.v3.FractionalPercent;
import io.meshwright.proxy.snapshot.RouteMatch.Fraction;
import io.meshwright.xds.ConfigException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Protobuf's small values as Java's, with their ranges checked. */
final class Values {

  private static final String TYPE_URL_PREFIX = "type.googleapis.com/";

  private Values() {}

  static Duration duration(com.google.protobuf.Duration value, Where where) throws ConfigException {
    if (value.getSeconds() < 0 || value.getNanos() < 0) {
      throw where.error(value.getSeconds() + "s", "a duration that is not negative");
    }
    return Duration.ofSeconds(value.getSeconds(), value.getNanos());
  }

  static Duration durationOr(
      boolean set, com.google.protobuf.Duration value, Duration unset, Where where)
      throws ConfigException {
    return set ? duration(value, where) : unset;
  }

  static @Nullable Duration durationOrNull(
      boolean set, com.google.protobuf.Duration value, Where where) throws ConfigException {
    return set ? duration(value, where) : null;
  }

  /**
   * The duration so many times. {@link Duration#multipliedBy} computes with BigDecimal, which takes
   * a tenth of the proxy's start to set up.
   */
  static Duration times(Duration duration, int factor) {
    return Duration.ofSeconds(duration.getSeconds() * factor, (long) duration.getNano() * factor);
  }

  static Fraction fractionOrAll(boolean set, RuntimeFractionalPercent fraction, Where where)
      throws ConfigException {
    return set ? fraction(fraction.getDefaultValue(), where.field("default_value")) : Fraction.ALL;
  }

  static Fraction fraction(FractionalPercent fraction, Where where) throws ConfigException {
    int denominator =
        switch (fraction.getDenominator()) {
          case HUNDRED -> 100;
          case TEN_THOUSAND -> 10_000;
          case MILLION -> 1_000_000;
          case UNRECOGNIZED ->
              throw where
                  .field("denominator")
                  .error("" + fraction.getDenominatorValue(), "a known denominator");
        };
    return new Fraction(Integer.toUnsignedLong(fraction.getNumerator()), denominator);
  }

  /** An unsigned number as an int that is at least {@code least}. */
  static int intOf(int unsigned, int least, Where where) throws ConfigException {
    if (unsigned < least) {
      throw where.error(Integer.toUnsignedString(unsigned), least + " to " + Integer.MAX_VALUE);
    }
    return unsigned;
  }

  static long longOr(boolean set, UInt32Value value, long unset) {
    return set ? Integer.toUnsignedLong(value.getValue()) : unset;
  }

  static int port(int value, Where where) throws ConfigException {
    if (value < 0 || value > 0xffff) {
      throw where.error(Integer.toUnsignedString(value), "a port, 0 to 65535");
    }
    return value;
  }

  static Pattern regex(RegexMatcher regex, Where where) throws ConfigException {
    return regex(regex.getRegex(), where.field("regex"));
  }

  private static Pattern regex(String expression, Where where) throws ConfigException {
    try {
      return Pattern.compile(expression);
    } catch (PatternSyntaxException e) {
      throw where.error(expression, "an RE2 expression (" + e.getDescription() + ")");
    }
  }

  /** The full name of the message in an {@code Any}. */
  static String typeOf(Any any) {
    String url = any.getTypeUrl();
    return url.startsWith(TYPE_URL_PREFIX) ? url.substring(TYPE_URL_PREFIX.length()) : url;
  }

  static ByteString data(DataSource source, Where where) throws ConfigException {
    return switch (source.getSpecifierCase()) {
      case INLINE_BYTES -> source.getInlineBytes();
      case INLINE_STRING -> source.getInlineStringBytes();
      case FILENAME, ENVIRONMENT_VARIABLE, SPECIFIER_NOT_SET ->
          throw where.error(source.getSpecifierCase().toString(), "inline_bytes or inline_string");
    };
  }

  static String required(String value, Where where) throws ConfigException {
    if (value.isEmpty()) {
      throw where.error("", "a text that is not empty");
    }
    return value;
  }
}
