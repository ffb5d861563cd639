package io.meshwright.runtime.model.traffic;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens to the requests that match one of {@code matches}; no match means all requests.
 *
 * @param timeout of the whole exchange; null says nothing, and zero that there is none
 */
public record HttpRule(
    String name,
    List<HttpMatch> matches,
    HttpAction action,
    HeaderChanges headers,
    @Nullable Duration timeout,
    RetryPolicy retries,
    @Nullable FaultPolicy fault,
    List<Mirror> mirrors,
    @Nullable CorsPolicy cors) {

  /**
   * A copy of requests.
   *
   * @param percent 0 to 100
   */
  public record Mirror(Destination destination, double percent) {}
}
