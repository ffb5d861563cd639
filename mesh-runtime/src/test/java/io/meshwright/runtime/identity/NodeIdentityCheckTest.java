package io.meshwright.runtime.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.xds.ConfigError;
import io.meshwright.xds.SpiffeId;
import io.meshwright.xds.TrustDomain;
import org.junit.jupiter.api.Test;

final class NodeIdentityCheckTest {

  private static final String NODE = "sidecar~10.0.0.1~a.shop~shop.svc.cluster.local";
  private final Caller caller =
      new Caller(new SpiffeId(TrustDomain.DEFAULT, "shop", "cart"), Caller.Credential.TOKEN);

  @Test
  void nodeOfTheCallerIsAccepted() {
    assertThat(NodeIdentityCheck.check(caller, NODE, "shop", "cart")).isEmpty();
  }

  @Test
  void foreignNamespaceIsNamed() {
    assertThat(NodeIdentityCheck.check(caller, NODE, "bank", "cart"))
        .map(ConfigError::message)
        .contains(
            "Node "
                + NODE
                + ": metadata.NAMESPACE: found bank, expected shop, as in"
                + " spiffe://cluster.local/ns/shop/sa/cart");
  }

  @Test
  void missingServiceAccountIsForeign() {
    assertThat(NodeIdentityCheck.check(caller, NODE, "shop", ""))
        .map(ConfigError::fieldPath)
        .contains("metadata.SERVICE_ACCOUNT");
  }
}
