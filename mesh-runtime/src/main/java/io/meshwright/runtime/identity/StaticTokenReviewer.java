package io.meshwright.runtime.identity;

import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Knows its tokens from a text in the form of Kubernetes' static token file, {@code
 * TOKEN,system:serviceaccount:NAMESPACE:NAME} a line, further columns ignored, {@code #} begins a
 * comment. For file mode; the tokens fit any audience and never expire.
 */
public final class StaticTokenReviewer implements TokenReviewer {

  private final Map<String, TokenVerdict.Valid> tokens;

  private StaticTokenReviewer(Map<String, TokenVerdict.Valid> tokens) {
    this.tokens = Map.copyOf(tokens);
  }

  /** Reads the text; the errors name {@code file} and the line, never a token. */
  public static StaticTokenReviewer parse(String file, String text) throws ConfigException {
    Map<String, TokenVerdict.Valid> tokens = new HashMap<>();
    List<ConfigError> errors = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] columns = line.split(",", -1);
      Optional<TokenVerdict.Valid> account =
          columns.length < 2 ? Optional.empty() : ServiceAccountName.parse(columns[1].strip());
      if (account.isEmpty() || columns[0].isBlank()) {
        errors.add(
            new ConfigError(
                file,
                "line " + number,
                columns.length + " columns",
                "TOKEN,system:serviceaccount:NAMESPACE:NAME"));
      } else {
        tokens.put(columns[0].strip(), account.get());
      }
    }
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
    return new StaticTokenReviewer(tokens);
  }

  @Override
  public TokenVerdict review(String token, String audience) {
    TokenVerdict.Valid account = tokens.get(token);
    return account != null ? account : new TokenVerdict.Invalid("the token is not known");
  }
}
