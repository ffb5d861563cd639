package io.meshwright.crd.networking;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/** The kind {@code EnvoyFilter} of {@code networking.istio.io}, for clients that want it typed. */
@Group("networking.istio.io")
@Version("v1alpha3")
@Plural("envoyfilters")
public final class EnvoyFilter extends CustomResource<EnvoyFilterSpec, ResourceStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;
}
