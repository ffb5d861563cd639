package io.meshwright.proxy.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.listener.ClientAddress;
import io.meshwright.proxy.listener.DownstreamConnection;
import io.meshwright.proxy.listener.OriginalDestination;
import io.meshwright.proxy.metadata.MetadataValue;
import io.meshwright.proxy.metadata.RequestMetadata;
import io.meshwright.proxy.snapshot.AccessCondition;
import io.meshwright.proxy.snapshot.AccessCondition.Any;
import io.meshwright.proxy.snapshot.AccessRules;
import io.meshwright.proxy.snapshot.AccessRules.Action;
import io.meshwright.proxy.snapshot.CidrRange;
import io.meshwright.proxy.snapshot.HeaderMatcher;
import io.meshwright.proxy.snapshot.Listener;
import io.meshwright.proxy.snapshot.MetadataMatcher;
import io.meshwright.proxy.snapshot.StringMatcher;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AccessVerdictTest {
  private static final InetAddress PEER = InetAddress.ofLiteral("10.0.0.1");
  private static final InetAddress SOURCE = InetAddress.ofLiteral("172.16.0.5");
  private static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.7");

  private static AccessSubject get(String path) {
    RequestHead head = new RequestHead("GET", "http", "a.test", path, new DefaultHttpHeaders());
    head.headers().set("x-role", "admin");
    RequestMetadata metadata = new RequestMetadata();
    MetadataValue claims =
        new MetadataValue.Fields(
            Map.of(
                "iss",
                new MetadataValue.Text("me"),
                "groups",
                new MetadataValue.Items(List.of(new MetadataValue.Text("admins")))));
    metadata.add("jwt", new MetadataValue.Fields(Map.of("claims", claims)));
    return new AccessSubject(connection(), head, metadata, CLIENT);
  }

  private static DownstreamConnection connection() {
    return new DownstreamConnection(
        "inbound",
        Listener.TrafficDirection.INBOUND,
        new OriginalDestination(new InetSocketAddress("10.0.0.9", 8080)),
        new ClientAddress(new InetSocketAddress(SOURCE, 4000), new InetSocketAddress(PEER, 4000)),
        "sni.test",
        "",
        false,
        null,
        null,
        null,
        new DownstreamConnection.DrainFlag());
  }

  @Test
  void clientOnAUnixSocketIsInNoRange() {
    CidrRange all = new CidrRange(InetAddress.ofLiteral("0.0.0.0"), 0);
    DomainSocketAddress socket = new DomainSocketAddress("/run/in.sock");
    DownstreamConnection unix =
        new DownstreamConnection(
            "inbound",
            Listener.TrafficDirection.INBOUND,
            new OriginalDestination(socket),
            ClientAddress.of(new DomainSocketAddress("")),
            "",
            "",
            false,
            null,
            null,
            null,
            new DownstreamConnection.DrainFlag());
    for (AccessCondition condition :
        List.of(
            new AccessCondition.Source(all),
            new AccessCondition.Peer(all),
            new AccessCondition.Client(all),
            new AccessCondition.Destination(all),
            new AccessCondition.DestinationPort(0, 65_536))) {
      assertThat(allowed(Action.ALLOW, condition, AccessSubject.of(unix))).isFalse();
      assertThat(allowed(Action.ALLOW, new AccessCondition.Not(condition), AccessSubject.of(unix)))
          .isTrue();
    }
  }

  private static boolean allowed(Action action, AccessCondition condition, AccessSubject subject) {
    AccessRules rules =
        new AccessRules(action, List.of(new AccessRules.Policy("p", condition, new Any())));
    return AccessVerdict.of(rules, subject).allowed();
  }

  private static AccessCondition claim(String name, MetadataMatcher.Value value, boolean invert) {
    return new AccessCondition.Metadata(
        new MetadataMatcher("jwt", List.of("claims", name), value, invert));
  }

  @Test
  void metadataIsFoundByItsPath() {
    var me = new MetadataMatcher.Value.Text(new StringMatcher.Exact("me", false));
    var admins = new MetadataMatcher.Value.Text(new StringMatcher.Exact("admins", false));
    assertThat(holds(claim("iss", me, false))).isTrue();
    assertThat(holds(claim("iss", me, true))).isFalse();
    assertThat(holds(claim("sub", me, false))).isFalse();
    assertThat(holds(claim("sub", me, true))).isTrue();
    assertThat(holds(claim("groups", admins, false))).isFalse();
    assertThat(holds(claim("groups", new MetadataMatcher.Value.Element(admins), false))).isTrue();
    assertThat(holds(claim("sub", new MetadataMatcher.Value.Present(true), false))).isFalse();
  }

  private static boolean holds(AccessCondition condition) {
    return allowed(Action.ALLOW, condition, get("/a/b?c=d"));
  }

  private static CidrRange range(String network, int length) {
    return new CidrRange(InetAddress.ofLiteral(network), length);
  }

  @Test
  void anActionSaysWhatAnApplyingPolicyMeans() {
    AccessCondition never = new AccessCondition.Not(new Any());
    AccessSubject subject = get("/");
    assertThat(allowed(Action.ALLOW, new Any(), subject)).isTrue();
    assertThat(allowed(Action.ALLOW, never, subject)).isFalse();
    assertThat(allowed(Action.DENY, new Any(), subject)).isFalse();
    assertThat(allowed(Action.DENY, never, subject)).isTrue();
    assertThat(allowed(Action.LOG, new Any(), subject)).isTrue();
  }

  @Test
  void withoutPoliciesAllowingRulesDenyAndDenyingRulesAllow() {
    AccessSubject subject = get("/");
    assertThat(AccessVerdict.of(new AccessRules(Action.ALLOW, List.of()), subject))
        .isEqualTo(new AccessVerdict(false, "none"));
    assertThat(AccessVerdict.of(new AccessRules(Action.DENY, List.of()), subject).allowed())
        .isTrue();
  }

  @Test
  void thePolicyThatAppliesIsNamedEvenIfItIsCalledNone() {
    AccessRules rules =
        new AccessRules(Action.DENY, List.of(new AccessRules.Policy("none", new Any(), new Any())));
    assertThat(AccessVerdict.of(rules, get("/"))).isEqualTo(new AccessVerdict(false, "none"));
  }

  @Test
  void conditionsLookAtWhatTheyName() {
    assertThat(holds(new AccessCondition.Path(new StringMatcher.Exact("/a/b", false)))).isTrue();
    assertThat(holds(new AccessCondition.Path(new StringMatcher.Regex(Pattern.compile(".*d")))))
        .isFalse();
    assertThat(holds(new AccessCondition.Destination(range("10.0.0.0", 24)))).isTrue();
    assertThat(holds(new AccessCondition.DestinationPort(8080, 8081))).isTrue();
    assertThat(holds(new AccessCondition.DestinationPort(8000, 8080))).isFalse();
    assertThat(holds(new AccessCondition.ServerName(new StringMatcher.Suffix(".test", false))))
        .isTrue();
    assertThat(holds(new AccessCondition.Peer(range("10.0.0.1", 32)))).isTrue();
    assertThat(holds(new AccessCondition.Source(range("172.16.0.0", 16)))).isTrue();
    assertThat(holds(new AccessCondition.Client(range("192.0.2.0", 24)))).isTrue();
    assertThat(holds(new AccessCondition.Client(range("10.0.0.0", 8)))).isFalse();
    assertThat(holds(new AccessCondition.Authenticated(null))).isFalse();
  }

  @Test
  void whatIsNotHttpHasNeitherHeadersNorPath() {
    AccessSubject tcp = AccessSubject.of(connection());
    AccessCondition role =
        new AccessCondition.Header(
            new HeaderMatcher("x-role", new HeaderMatcher.Value.Present(true), false, false));
    AccessCondition path = new AccessCondition.Path(new StringMatcher.Prefix("/", false));
    assertThat(holds(role)).isTrue();
    assertThat(allowed(Action.ALLOW, role, tcp)).isFalse();
    assertThat(allowed(Action.ALLOW, path, tcp)).isFalse();
  }

  @Test
  void setsNeedAllOrOne() {
    AccessCondition never = new AccessCondition.Not(new Any());
    assertThat(holds(new AccessCondition.All(List.of(new Any(), never)))).isFalse();
    assertThat(holds(new AccessCondition.OneOf(List.of(never, new Any())))).isTrue();
    assertThat(holds(new AccessCondition.OneOf(List.of()))).isFalse();
  }
}
