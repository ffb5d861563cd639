package io.meshwright.runtime.status;

import io.meshwright.runtime.model.ProxyIdentity;
import io.meshwright.runtime.xds.Acknowledgement;
import io.meshwright.runtime.xds.Rejection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The proxies that have answered once, in groups that no resource tells apart, so that their number
 * matters less than that of their workloads.
 */
final class Followers {

  private final List<Group> groups;

  /**
   * Counts of those that use a resource.
   *
   * @param acknowledged that have the resource's generation
   * @param refusals of those that refuse it
   */
  record Tally(int proxies, int acknowledged, List<Refusal> refusals) {}

  /** Why a proxy refuses a type. */
  record Refusal(Acknowledgement of, String type, String error) {}

  private record Key(String namespace, boolean router, Map<String, String> labels) {
    static Key of(ProxyIdentity proxy) {
      return new Key(proxy.namespace(), proxy.router(), proxy.labels());
    }
  }

  private record Group(List<Acknowledgement> members, long slowest, boolean refuses) {
    static Group of(List<Acknowledgement> members) {
      return new Group(
          members,
          members.stream().mapToLong(Acknowledgement::version).min().orElseThrow(),
          members.stream().anyMatch(member -> !member.rejections().isEmpty()));
    }

    ProxyIdentity any() {
      return members.getFirst().proxy();
    }

    /** Whether all have the model, and none has refused anything. */
    boolean allHave(long version) {
      return slowest >= version && !refuses;
    }
  }

  Followers(Collection<Acknowledgement> proxies) {
    Map<Key, List<Acknowledgement>> byKey = new HashMap<>();
    for (Acknowledgement proxy : proxies) {
      if (proxy.version() > 0) {
        byKey.computeIfAbsent(Key.of(proxy.proxy()), _ -> new ArrayList<>()).add(proxy);
      }
    }
    this.groups = byKey.values().stream().map(Group::of).toList();
  }

  /**
   * Counts those that a resource is for.
   *
   * @param since the version of the first model with the resource's generation
   */
  Tally of(Audience audience, long since) {
    int proxies = 0;
    int acknowledged = 0;
    List<Refusal> refusals = new ArrayList<>();
    for (Group group : groups) {
      if (audience.reach().test(group.any())) {
        proxies += group.members().size();
        if (group.allHave(since)) {
          acknowledged += group.members().size();
        } else {
          acknowledged += judge(group, audience, since, refusals);
        }
      }
    }
    return new Tally(proxies, acknowledged, refusals);
  }

  private static int judge(Group group, Audience audience, long since, List<Refusal> refusals) {
    int acknowledged = 0;
    for (Acknowledgement member : group.members()) {
      Optional<Rejection> refused =
          member.rejections().stream()
              .filter(rejection -> audience.mayBeMeantBy(rejection, since))
              .findFirst();
      if (refused.isPresent()) {
        refusals.add(new Refusal(member, refused.get().type().name(), refused.get().error()));
      } else if (member.version() >= since) {
        acknowledged++;
      }
    }
    return acknowledged;
  }
}
