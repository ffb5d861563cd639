package io.meshwright.runtime.identity;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The user name that Kubernetes gives a ServiceAccount. */
public final class ServiceAccountName {

  private static final Pattern USER =
      Pattern.compile("system:serviceaccount:([a-z0-9-]+):([a-z0-9.-]+)");

  private ServiceAccountName() {}

  /** The ServiceAccount behind {@code system:serviceaccount:NAMESPACE:NAME}; empty for others. */
  public static Optional<TokenVerdict.Valid> parse(String user) {
    Matcher matcher = USER.matcher(user);
    return matcher.matches()
        ? Optional.of(new TokenVerdict.Valid(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }
}
