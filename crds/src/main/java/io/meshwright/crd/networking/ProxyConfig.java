package io.meshwright.crd.networking;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/** The kind {@code ProxyConfig} of {@code networking.istio.io}, for clients that want it typed. */
@Group("networking.istio.io")
@Version("v1beta1")
@Plural("proxyconfigs")
public final class ProxyConfig extends CustomResource<ProxyConfigSpec, ResourceStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;
}
