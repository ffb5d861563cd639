package io.meshwright.operator.revision;

import io.meshwright.operator.sessions.SessionCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who uses a revision.
 *
 * @param namespaces that name it, or a tag of it
 * @param pods that it injected, or that ask for it
 * @param tags that stand for it, used or not
 * @param pinned whether it injects all namespaces that name nothing
 * @param sessions proxies that are connected to it, wherever they run
 * @param blind why absence of references means nothing; empty if all are seen
 */
public record Usage(
    long namespaces,
    long pods,
    long tags,
    boolean pinned,
    SessionCounts sessions,
    Optional<String> blind) {

  /** What follows for the revision. */
  public enum Verdict {
    IN_USE,
    UNUSED,
    /** Nothing was found, but not everything was seen: it stays. */
    UNKNOWN
  }

  /** One sighting is enough; not to see takes having looked everywhere. */
  public Verdict verdict() {
    if (pinned || namespaces + pods + tags + sessions.total() > 0) {
      return Verdict.IN_USE;
    }
    return sessions.known() && blind.isEmpty() ? Verdict.UNUSED : Verdict.UNKNOWN;
  }

  /** The verdict's cause in words. */
  public String message() {
    return switch (verdict()) {
      case UNUSED -> "nothing refers to the revision";
      case UNKNOWN ->
          blind.orElse("not every replica of the control plane says which proxies it serves");
      case IN_USE -> {
        List<String> users = new ArrayList<>();
        users.add(namespaces + " namespaces");
        users.add(pods + " pods");
        users.add(tags + " tags");
        if (sessions.known()) {
          users.add(sessions.total() + " connected proxies");
        }
        if (pinned) {
          users.add("all namespaces without a label");
        }
        yield String.join(", ", users);
      }
    };
  }
}
