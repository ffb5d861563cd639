package io.meshwright.proxy.snapshot;

import java.util.Map;
import java.util.Set;

/** Some methods of gRPC services. */
public sealed interface GrpcMethods {
  /** Whether a method is one of them. */
  boolean contain(String service, String method);

  /** Every one. */
  record All() implements GrpcMethods {
    @Override
    public boolean contain(String service, String method) {
      return true;
    }
  }

  /** Those that are listed, by their services; none if there is no service. */
  record Listed(Map<String, Set<String>> byService) implements GrpcMethods {
    public Listed {
      byService = Map.copyOf(byService);
    }

    @Override
    public boolean contain(String service, String method) {
      return byService.getOrDefault(service, Set.of()).contains(method);
    }
  }
}
