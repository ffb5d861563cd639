package io.meshwright.operator.revision;

import java.util.Optional;

/**
 * What names a tag: namespaces, and pods that have not ended.
 *
 * @param blind why absence of references means nothing; empty if all are seen
 */
public record TagUsage(long namespaces, long pods, Optional<String> blind) {

  /** Whether nothing was found. */
  public boolean none() {
    return namespaces + pods == 0;
  }

  /** What was found, in words. */
  public String message() {
    return none()
        ? blind.orElse("nothing names the tag")
        : namespaces + " namespaces, " + pods + " pods";
  }
}
