package io.meshwright.proxy.http.filter.extauthz.service;

import io.meshwright.proxy.http.side.SideCall;
import io.meshwright.proxy.snapshot.ExternalAuthorization.Service;
import io.meshwright.proxy.upstream.LoopCluster;

/** A service that is asked whether requests may pass. Shared by all loops. */
@FunctionalInterface
public interface AuthorizationService {
  /** Asks about a request; the answer may have come already when this returns. */
  SideCall ask(Inquiry inquiry, LoopCluster cluster, RulingListener listener);

  /** The service of a configuration. */
  static AuthorizationService of(Service config) {
    return switch (config) {
      case Service.Http http -> new HttpAuthorization(http);
      case Service.Grpc grpc -> new GrpcAuthorization(grpc);
    };
  }
}
