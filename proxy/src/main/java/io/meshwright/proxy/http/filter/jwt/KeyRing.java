package io.meshwright.proxy.http.filter.jwt;

import io.meshwright.proxy.jwt.VerificationKeys;
import io.meshwright.proxy.snapshot.JwtAuthentication.JwtProvider;
import io.meshwright.proxy.snapshot.JwtAuthentication.Keys;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The keys of the providers of one filter, each parsed or fetched once. Used by any thread. */
final class KeyRing {
  private final Map<String, Optional<VerificationKeys>> local = new ConcurrentHashMap<>();
  private final Map<Keys.Remote, RemoteKeys> remote = new ConcurrentHashMap<>();

  /** What a provider's tokens are verified with. */
  sealed interface Source {
    /** Keys that are there; empty if the configuration holds none that can be used. */
    record Given(Optional<VerificationKeys> keys) implements Source {}

    /** Keys that may have to be fetched. */
    record Fetched(RemoteKeys keys) implements Source {}
  }

  Source of(JwtProvider provider) {
    return switch (provider.keys()) {
      case Keys.Local(String jwks) ->
          new Source.Given(
              local.computeIfAbsent(
                  jwks, text -> Optional.ofNullable(VerificationKeys.parse(text))));
      case Keys.Remote config ->
          new Source.Fetched(remote.computeIfAbsent(config, RemoteKeys::new));
    };
  }
}
