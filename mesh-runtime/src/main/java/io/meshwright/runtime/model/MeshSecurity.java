package io.meshwright.runtime.model;

import io.meshwright.xds.SpiffeId;
import io.meshwright.xds.TrustDomain;
import java.util.List;
import java.util.stream.Stream;

/**
 * How the mesh is secured (istio-features MC6, MC9).
 *
 * @param aliases trust domains whose identities count as those of the mesh's own
 * @param mesh limits of TLS between workloads
 * @param outside limits of TLS to and from the outside
 */
public record MeshSecurity(List<TrustDomain> aliases, TlsLimits mesh, TlsLimits outside) {

  /** What holds where nothing is configured. */
  public static final MeshSecurity DEFAULT =
      new MeshSecurity(List.of(), TlsLimits.DEFAULT, TlsLimits.DEFAULT);

  public MeshSecurity {
    aliases = List.copyOf(aliases);
  }

  /** The trust domain and its aliases. */
  public Stream<TrustDomain> domains(TrustDomain own) {
    return Stream.concat(Stream.of(own), aliases.stream()).distinct();
  }

  /** The identities that count as this one, itself first. */
  public Stream<SpiffeId> same(SpiffeId id, TrustDomain own) {
    if (domains(own).noneMatch(id.trustDomain()::equals)) {
      return Stream.of(id);
    }
    return Stream.concat(
            Stream.of(id),
            domains(own).map(domain -> new SpiffeId(domain, id.namespace(), id.serviceAccount())))
        .distinct();
  }
}
