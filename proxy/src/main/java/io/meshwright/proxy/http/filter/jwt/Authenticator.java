package io.meshwright.proxy.http.filter.jwt;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.jwt.ClaimRules;
import io.meshwright.proxy.jwt.JwtException;
import io.meshwright.proxy.jwt.JwtProblem;
import io.meshwright.proxy.jwt.Token;
import io.meshwright.proxy.jwt.VerificationKeys;
import io.meshwright.proxy.snapshot.JwtAuthentication.Claims;
import io.meshwright.proxy.snapshot.JwtAuthentication.JwtProvider;
import io.meshwright.proxy.snapshot.JwtAuthentication.Requirement;
import io.meshwright.proxy.snapshot.StringMatcher;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Judges one request, as often as keys have to be fetched for it. Changes nothing: what is to be
 * done with valid tokens is part of the verdict. Belongs to the request's loop.
 */
final class Authenticator {
  private final KeyRing keys;
  private final InstantSource clock;
  private final Set<RemoteKeys> unavailable = new HashSet<>();

  Authenticator(KeyRing keys, InstantSource clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /** What a request gets. */
  sealed interface Verdict {
    /** It passes, with what was made of its tokens. */
    record Passed(List<Verified> tokens) implements Verdict {}

    record Refused(JwtProblem problem) implements Verdict {}

    /** These have to be fetched first. */
    record Unknown(RemoteKeys keys) implements Verdict {}
  }

  /** A valid token. */
  record Verified(JwtProvider provider, Found found, Token token) {}

  /** Keys that could not be fetched count as none for this request from now on. */
  void unavailable(RemoteKeys remote) {
    unavailable.add(remote);
  }

  Verdict judge(Requirement requirement, RequestHead request) {
    return switch (requirement) {
      case Requirement.Nothing() -> new Verdict.Passed(List.of());
      case Requirement.Of(JwtProvider provider, List<String> audiences) ->
          required(provider, audiences, request);
      case Requirement.AnyOf(List<Requirement> some) -> any(some, request);
      case Requirement.AllOf(List<Requirement> all) -> all(all, request);
      case Requirement.Optionally(List<JwtProvider> providers, boolean orFailed) ->
          optional(providers, orFailed, request);
    };
  }

  private Verdict any(List<Requirement> some, RequestHead request) {
    Verdict last = new Verdict.Refused(JwtProblem.MISSING);
    for (Requirement requirement : some) {
      last = judge(requirement, request);
      if (!(last instanceof Verdict.Refused)) {
        return last;
      }
    }
    return last;
  }

  private Verdict all(List<Requirement> all, RequestHead request) {
    List<Verified> tokens = new ArrayList<>();
    for (Requirement requirement : all) {
      Verdict verdict = judge(requirement, request);
      if (!(verdict instanceof Verdict.Passed(List<Verified> more))) {
        return verdict;
      }
      tokens.addAll(more);
    }
    return new Verdict.Passed(tokens);
  }

  /** All tokens must be valid: an application might take the one that is not. */
  private Verdict required(JwtProvider provider, List<String> audiences, RequestHead request) {
    List<Found> found = Found.all(List.of(provider), request);
    if (found.isEmpty()) {
      return new Verdict.Refused(JwtProblem.MISSING);
    }
    List<Verified> tokens = new ArrayList<>();
    for (Found each : found) {
      Verdict verdict = verify(each, List.of(provider), audiences);
      if (!(verdict instanceof Verdict.Passed(List<Verified> one))) {
        return verdict;
      }
      tokens.addAll(one);
    }
    return new Verdict.Passed(tokens);
  }

  private Verdict optional(List<JwtProvider> providers, boolean orFailed, RequestHead request) {
    List<Verified> tokens = new ArrayList<>();
    for (Found each : Found.all(providers, request)) {
      switch (verify(each, providers, List.of())) {
        case Verdict.Passed(List<Verified> one) -> tokens.addAll(one);
        case Verdict.Refused refused -> {
          if (!orFailed) {
            return refused;
          }
        }
        case Verdict.Unknown unknown -> {
          return unknown;
        }
      }
    }
    return new Verdict.Passed(tokens);
  }

  private Verdict verify(Found found, List<JwtProvider> providers, List<String> audiences) {
    Token token;
    try {
      token = Token.parse(found.token());
    } catch (JwtException e) {
      return new Verdict.Refused(e.problem());
    }
    @Nullable JwtProvider provider = issuer(token, providers);
    if (provider == null) {
      return new Verdict.Refused(JwtProblem.UNKNOWN_ISSUER);
    }
    @Nullable JwtProblem claims = rules(provider.claims(), audiences).check(token, clock.instant());
    if (claims != null) {
      return new Verdict.Refused(claims);
    }
    return switch (keys.of(provider)) {
      case KeyRing.Source.Given(var given) ->
          verify(new Verified(provider, found, token), given.orElse(null));
      case KeyRing.Source.Fetched(RemoteKeys remote) -> {
        @Nullable VerificationKeys current = remote.current();
        if (current == null && unavailable.contains(remote)) {
          yield new Verdict.Refused(JwtProblem.FETCH_FAILED);
        }
        yield current == null
            ? new Verdict.Unknown(remote)
            : verify(new Verified(provider, found, token), current);
      }
    };
  }

  private static Verdict verify(Verified candidate, @Nullable VerificationKeys with) {
    @Nullable JwtProblem problem =
        with == null ? JwtProblem.NO_VALID_KEYS : with.verify(candidate.token());
    return problem == null ? new Verdict.Passed(List.of(candidate)) : new Verdict.Refused(problem);
  }

  /** The provider that names the issuer, else one that takes any. */
  private static @Nullable JwtProvider issuer(Token token, List<JwtProvider> providers) {
    JwtProvider anyone = null;
    for (JwtProvider provider : providers) {
      String issuer = provider.claims().issuer();
      if (issuer.isEmpty()) {
        anyone = anyone == null ? provider : anyone;
      } else if (issuer.equals(token.issuer())) {
        return provider;
      }
    }
    return anyone;
  }

  private static ClaimRules rules(Claims claims, List<String> audiences) {
    @Nullable StringMatcher subject = claims.subject();
    @Nullable Predicate<String> subjectRule = subject == null ? null : subject::matches;
    return new ClaimRules(
        claims.issuer(),
        audiences.isEmpty() ? claims.audiences() : audiences,
        subjectRule,
        claims.expires(),
        claims.longest(),
        claims.skew());
  }
}
