package io.meshwright.runtime.compile;

import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.ModelChange;
import io.meshwright.runtime.model.ModelPart;
import io.meshwright.runtime.model.ProxyIdentity;
import io.meshwright.runtime.model.Service;
import io.meshwright.runtime.model.name.ServiceKey;
import io.meshwright.xds.XdsType;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Which resources depend on which part of the model. Each part has its line: who adds one says here
 * what must be compiled again, and {@code RandomChangesTest} compares what is kept with what is
 * compiled anew.
 */
public final class Dependence {
  private Dependence() {}

  /** Whether another part makes a proxy see other services, rules or policies. */
  public static boolean ofView(ModelPart part) {
    return switch (part) {
      case SETTINGS, SERVICES, ALIASES, ROUTING, HTTP_RULES, POLICIES, SIDECARS, PATCHES -> true;
      case GATEWAYS, PROXY_CONFIGS, CREDENTIALS, PODS -> false;
    };
  }

  /** Whether load assignments depend on a part, apart from the endpoints themselves. */
  public static boolean ofAssignments(ModelPart part) {
    return switch (part) {
      case SETTINGS, SERVICES, ALIASES, ROUTING, POLICIES, SIDECARS -> true;
      case HTTP_RULES, GATEWAYS, PROXY_CONFIGS, PATCHES, CREDENTIALS, PODS -> false;
    };
  }

  /**
   * Whether another part may make a proxy another one, as the model knows it, or let it share with
   * others than before.
   */
  private static boolean ofKinship(ModelPart part) {
    return switch (part) {
      case SETTINGS, SERVICES, ROUTING, HTTP_RULES, POLICIES, SIDECARS, GATEWAYS, PATCHES, PODS ->
          true;
      case ALIASES, PROXY_CONFIGS, CREDENTIALS -> false;
    };
  }

  /** Types of which some shared resource depends on a part. */
  private static Set<XdsType> ofShared(ModelPart part) {
    return switch (part) {
      case SETTINGS, SERVICES, ALIASES, ROUTING, POLICIES, SIDECARS, GATEWAYS ->
          EnumSet.allOf(XdsType.class);
      case HTTP_RULES -> EnumSet.of(XdsType.ROUTE);
      case PATCHES -> EnumSet.of(XdsType.CLUSTER, XdsType.LISTENER, XdsType.ROUTE);
      case PROXY_CONFIGS, CREDENTIALS, PODS -> EnumSet.noneOf(XdsType.class);
    };
  }

  /** Whether what a proxy does not share depends on a part, apart from its own pod. */
  private static boolean ofOwn(ModelPart part) {
    return switch (part) {
      case SETTINGS, SERVICES, POLICIES, SIDECARS, PATCHES -> true;
      case ALIASES, ROUTING, HTTP_RULES, GATEWAYS, PROXY_CONFIGS, CREDENTIALS, PODS -> false;
    };
  }

  /** Types of which shared resources have to be compiled again, in the scope of before. */
  public static Set<XdsType> shared(ModelChange change, ProxyScope scope) {
    Set<XdsType> touched = EnumSet.noneOf(XdsType.class);
    change.parts().forEach(part -> touched.addAll(ofShared(part)));
    for (ServiceKey key : change.endpoints()) {
      scope
          .service(key.host())
          .filter(service -> service.key().equals(key))
          .ifPresent(service -> touched.addAll(ofEndpoints(service, change)));
    }
    if (scope.proxy().router()
        && !Collections.disjoint(change.addresses(), scope.proxy().addresses())) {
      touched.addAll(EnumSet.of(XdsType.LISTENER, XdsType.ROUTE));
    }
    return touched;
  }

  /** Whether a proxy may be another one, as the model knows it, or share with others. */
  public static boolean kinship(ModelChange change, ProxyIdentity proxy) {
    return change.parts().stream().anyMatch(Dependence::ofKinship)
        || !Collections.disjoint(change.addresses(), proxy.addresses());
  }

  /**
   * Whether a proxy's workload may be spread over zones in another way. Nothing but load
   * assignments depends on that.
   */
  public static boolean siblings(ModelChange change, ProxyIdentity proxy, MeshModel newer) {
    return kinship(change, proxy) || newer.siblingsTouched(proxy, change);
  }

  /** Whether what the proxy does not share has to be compiled again. */
  public static boolean own(ModelChange change, ProxyScope scope) {
    return change.parts().stream().anyMatch(Dependence::ofOwn)
        || !Collections.disjoint(change.addresses(), scope.proxy().addresses());
  }

  private static Set<XdsType> ofEndpoints(Service service, ModelChange change) {
    Set<XdsType> touched = EnumSet.of(XdsType.ENDPOINT);
    if (service.addressing().resolved() || change.identities().contains(service.key())) {
      touched.add(XdsType.CLUSTER);
    }
    if (service.headless()) {
      touched.add(XdsType.LISTENER);
      touched.add(XdsType.NAME_TABLE);
    }
    return touched;
  }
}
