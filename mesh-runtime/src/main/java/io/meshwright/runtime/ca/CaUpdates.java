package io.meshwright.runtime.ca;

import io.meshwright.xds.ConfigException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jboss.logging.Logger;

/**
 * Brings what is stored to the running authority. Material that cannot be used, or that would cut
 * workloads off, is named and not used: the authority goes on with what it has.
 */
public final class CaUpdates {

  private static final Logger LOG = Logger.getLogger(CaUpdates.class);

  private final CaBootstrap stores;
  private final CertificateAuthority authority;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile String problem = "";

  public CaUpdates(CaBootstrap stores, CertificateAuthority authority) {
    this.stores = stores;
    this.authority = authority;
  }

  /** Calls {@code listener} when the authority signs or trusts otherwise than before. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** Why what is stored is not used; empty if it is. */
  public String problem() {
    return problem;
  }

  /** Looks at what is stored; blocks, on one thread at a time. */
  public void refresh() {
    CaMaterial current = authority.material();
    CaMaterial next;
    try {
      CaBootstrap.Stored stored = stores.find();
      next = stored.material();
      if (!next.equals(current)) {
        CaSuccession.require(current, next, stored.place());
      }
    } catch (ConfigException e) {
      if (!problem.equals(e.getMessage())) {
        LOG.errorf("The stored authority is not used: %s", e.getMessage());
      }
      problem = String.valueOf(e.getMessage());
      return;
    }
    problem = "";
    if (!next.equals(current)) {
      authority.replace(next);
      LOG.infof(
          "%d roots are trusted, certificates are signed by %s, serial %s",
          next.roots().size(),
          next.certificate().getSubjectX500Principal(),
          next.certificate().getSerialNumber().toString(16));
      listeners.forEach(Runnable::run);
    }
  }
}
