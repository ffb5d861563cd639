package io.meshwright.runtime.compile.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.runtime.model.Siblings;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shares of a client in zone {@code a}; zones {@code a}, {@code b}, {@code c} are columns. */
final class ZoneSharesTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          as many hosts as clients      | 1 1 1  | 2 2 2  | 10000 0 0
          more hosts than clients       | 1 1 1  | 4 1 1  | 10000 0 0
          half of the hosts it takes    | 2 1 1  | 2 3 3  | 5000 2500 2500
          only one zone has room        | 2 2 1  | 1 2 3  | 4167 0 5833
          zone without clients          | 1 1 0  | 2 2 2  | 6667 0 3333
          zone of clients without hosts | 1 0 1  | 3 3 0  | 10000 0 0
          clients in one zone only      | 3 0 0  | 2 2 2  | 3333 3333 3333
          """)
  void hostsOfAllZonesAreEquallyBusy(String row, String clients, String hosts, String shares) {
    assertThat(ZoneShares.of("a", new Siblings(zones(clients)), zones(hosts), 1))
        .contains(zones(shares));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          fewer hosts than the minimum    | 1 1 1 | 2 2 1
          hosts in one zone only          | 1 1 1 | 6 0 0
          no hosts in the own zone        | 1 1 1 | 0 3 3
          own workload is not known       | 0 0 0 | 2 2 2
          own workload is elsewhere       | 0 1 1 | 2 2 2
          """)
  void allHostsAreAlikeWhere(String row, String clients, String hosts) {
    assertThat(ZoneShares.of("a", new Siblings(zones(clients)), zones(hosts), 6)).isEmpty();
  }

  @Test
  void sumOfAllClientsIsEqualForEachHost() {
    Siblings clients = new Siblings(zones("5 3 1"));
    SortedMap<String, Integer> hosts = zones("2 4 3");
    Map<String, Double> load = new TreeMap<>();
    for (String zone : clients.zones().keySet()) {
      Map<String, Integer> shares = ZoneShares.of(zone, clients, hosts, 1).orElseThrow();
      double all = shares.values().stream().mapToInt(Integer::intValue).sum();
      shares.forEach(
          (to, share) ->
              load.merge(
                  to, clients.in(zone) * share / all / hosts.getOrDefault(to, 0), Double::sum));
    }
    assertThat(load.values()).allSatisfy(each -> assertThat(each).isBetween(0.999, 1.001));
  }

  @Test
  void workloadThatGrowsEvenlyStaysWhatItWas() {
    assertThat(new Siblings(zones("4 2 2"))).isEqualTo(new Siblings(zones("2 1 1")));
    assertThat(new Siblings(zones("4 2 1"))).isNotEqualTo(new Siblings(zones("2 1 1")));
  }

  private static SortedMap<String, Integer> zones(String counts) {
    SortedMap<String, Integer> zones = new TreeMap<>();
    String[] each = counts.strip().split(" ", -1);
    for (int i = 0; i < each.length; i++) {
      int count = Integer.parseInt(each[i]);
      if (count > 0) {
        zones.put(String.valueOf((char) ('a' + i)), count);
      }
    }
    return zones;
  }
}
