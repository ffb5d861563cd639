package io.meshwright.proxy.nameserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.proxy.nameserver.NameIndex.Found;
import io.meshwright.proxy.snapshot.NameTable;
import io.meshwright.proxy.snapshot.NameTable.Host;
import io.meshwright.proxy.snapshot.NameTable.ServiceName;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class NameIndexTest {
  private static final Host CART = host("10.96.0.1", new ServiceName("cart", "shop"));
  private static final Host BANK = host("10.96.0.2", new ServiceName("bank", "money"));
  private static final Host POD = host("10.0.0.5", new ServiceName("db-0.db", "shop"));
  private static final Host ANY = host("240.240.0.1", null);
  private static final Host NEAR = host("240.240.0.2", null);
  private static final Host LIKE_BANK = host("240.240.0.3", null);

  private final NameIndex index =
      NameIndex.of(
          new NameTable(
              Map.of(
                  "cart.shop.svc.cluster.local", CART,
                  "bank.money.svc.cluster.local", BANK,
                  "db-0.db.shop.svc.cluster.local", POD,
                  "*.example.com", ANY,
                  "*.eu.example.com", NEAR,
                  "bank.money", LIKE_BANK)),
          "shop",
          "svc",
          "shop.svc.cluster.local");

  @Test
  void shortFormsAreThoseOfTheNamespace() {
    assertThat(index.find("cart")).isEqualTo(new Found("cart", CART));
    assertThat(index.find("cart.shop")).isEqualTo(new Found("cart.shop", CART));
    assertThat(index.find("cart.shop.svc")).isEqualTo(new Found("cart.shop.svc", CART));
    assertThat(index.find("db-0.db")).isEqualTo(new Found("db-0.db", POD));
    assertThat(index.find("bank")).isNull();
    assertThat(index.find("bank.money.svc")).isEqualTo(new Found("bank.money.svc", BANK));
  }

  @Test
  void nameThatSomebodyHasBeatsAShortForm() {
    assertThat(index.find("bank.money")).isEqualTo(new Found("bank.money", LIKE_BANK));
  }

  @Test
  void nearestWildcardAnswersAndNeverForItsOwnDomain() {
    assertThat(index.find("a.example.com")).isEqualTo(new Found("a.example.com", ANY));
    assertThat(index.find("a.eu.example.com")).isEqualTo(new Found("a.eu.example.com", NEAR));
    assertThat(index.find("a.b.eu.example.com")).isEqualTo(new Found("a.b.eu.example.com", NEAR));
    assertThat(index.find("example.com")).isNull();
  }

  @Test
  void firstSearchDomainIsSeenThrough() {
    assertThat(index.find("cart.shop.svc.cluster.local"))
        .isEqualTo(new Found("cart.shop.svc.cluster.local", CART));
    assertThat(index.find("a.example.com.shop.svc.cluster.local"))
        .isEqualTo(new Found("a.example.com", ANY));
    assertThat(index.find("other.net.shop.svc.cluster.local")).isNull();
    assertThat(index.find("")).isNull();
  }

  private static Host host(String address, @Nullable ServiceName service) {
    return new Host(List.of(InetAddress.ofLiteral(address)), service);
  }
}
