package io.meshwright.operator.trust;

import io.meshwright.crd.mesh.v1alpha1.TrustStatus.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides the next step of a change of root. A root signs after everybody trusts it, and the one
 * before goes when nobody has a certificate of it any more. Control planes, ConfigMaps and webhooks
 * must have followed; proxies that do not say so are waited for as long as the policy says. Pure.
 */
final class RotationPlanner {

  /** ConfigMaps that are mounted reach pods this much later. */
  static final Duration MOUNTED = Duration.ofMinutes(2);

  /** What to do. */
  sealed interface Move {
    /** Nothing; {@code awaited} may be empty. */
    record Wait(String awaited) implements Move {}

    /** Makes the new root. */
    record Prepare(Cause cause) implements Move {}

    /** Lets it be trusted. */
    record Distribute() implements Move {}

    /** Lets it sign. */
    record Activate() implements Move {}

    /** Takes the old one away. */
    record Retire() implements Move {}

    /** All have followed. */
    record Finish() implements Move {}

    /** Gives the new root up. */
    record Abort() implements Move {}
  }

  private final OwnAuthority authority;
  private final Following following;
  private final RotationPolicy policy;
  private final Optional<RotationCommand> command;
  private final Instant now;

  RotationPlanner(
      OwnAuthority authority,
      Following following,
      RotationPolicy policy,
      Optional<RotationCommand> command,
      Instant now) {
    this.authority = authority;
    this.following = following;
    this.policy = policy;
    this.command = command.filter(it -> it.isOpen(authority.phase()));
    this.now = now;
  }

  Move plan() {
    if (is(RotationCommand.ABORT)) {
      return new Move.Abort();
    }
    return switch (authority.phase()) {
      case Stable -> begin();
      case Preparing -> new Move.Distribute();
      case Distributing -> activate();
      case Activating ->
          after(
              following.proxies().certified(),
              "have a certificate of the new root",
              RotationCommand.RETIRE,
              new Move.Retire());
      case Retiring ->
          after(
              following.proxies().trusting(),
              "trust only the new root",
              RotationCommand.RETIRE,
              new Move.Finish());
    };
  }

  private Move begin() {
    Optional<Cause> cause =
        is(RotationCommand.NOW)
            ? Optional.of(Cause.Requested)
            : policy
                .due(authority.stored().signing())
                .filter(due -> !due.at().isAfter(now))
                .map(RotationPolicy.Due::cause);
    if (cause.isEmpty()) {
      return new Move.Wait("");
    }
    if (following.unable().isPresent()) {
      return new Move.Wait(
          "the root is replaced when "
              + following.unable().get()
              + " has a version that can follow");
    }
    return following
        .behind()
        .<Move>map(
            what -> new Move.Wait("the root is replaced when " + what + " has the present one"))
        .orElseGet(() -> new Move.Prepare(cause.get()));
  }

  private Move activate() {
    Instant mounted = authority.since().plus(MOUNTED);
    if (mounted.isAfter(now) && following.behind().isEmpty()) {
      return new Move.Wait("mounted ConfigMaps have followed at " + mounted);
    }
    return after(
        following.proxies().trusting(),
        "trust the new root",
        RotationCommand.ACTIVATE,
        new Move.Activate());
  }

  private Move after(long followed, String what, RotationCommand override, Move then) {
    if (following.behind().isPresent()) {
      return new Move.Wait(following.behind().get() + " does not have the stored roots yet");
    }
    long total = following.proxies().total();
    Instant end = authority.since().plus(policy.patience());
    if (followed >= total || is(override) || !end.isAfter(now)) {
      return then;
    }
    return new Move.Wait(
        "%d of %d proxies %s; the others are waited for until %s"
            .formatted(followed, total, what, end));
  }

  private boolean is(RotationCommand wanted) {
    return command.filter(wanted::equals).isPresent();
  }
}
