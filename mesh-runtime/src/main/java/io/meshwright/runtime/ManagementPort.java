package io.meshwright.runtime;

import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps the router of the monitoring port, which Quarkus announces while it starts. */
@Singleton
final class ManagementPort {

  private volatile @Nullable Router router;

  void announced(@Observes ManagementInterface management) {
    router = management.router();
  }

  /** Empty if Quarkus has no such port. */
  Optional<Router> router() {
    return Optional.ofNullable(router);
  }
}
