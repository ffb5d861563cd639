package io.meshwright.proxy.snapshot;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A condition on who does what: a permission or a principal of an {@link AccessRules} policy. */
public sealed interface AccessCondition {

  /** Always holds. */
  record Any() implements AccessCondition {}

  /** All hold. */
  record All(List<AccessCondition> conditions) implements AccessCondition {
    public All {
      conditions = List.copyOf(conditions);
    }
  }

  /** One holds at least. */
  record OneOf(List<AccessCondition> conditions) implements AccessCondition {
    public OneOf {
      conditions = List.copyOf(conditions);
    }
  }

  /** It does not hold. */
  record Not(AccessCondition condition) implements AccessCondition {}

  /** On a request header; never holds for what is not HTTP. */
  record Header(HeaderMatcher matcher) implements AccessCondition {}

  /** On what earlier filters told of the request; of a connection nothing is told. */
  record Metadata(MetadataMatcher matcher) implements AccessCondition {}

  /** On the path without its query; never holds for what is not HTTP. */
  record Path(StringMatcher matcher) implements AccessCondition {}

  /** On the address that the client dialled. */
  record Destination(CidrRange range) implements AccessCondition {}

  /** On the port that the client dialled, in {@code [start, end)}. */
  record DestinationPort(int start, int end) implements AccessCondition {}

  /** On the server name that the client asked for. */
  record ServerName(StringMatcher matcher) implements AccessCondition {}

  /**
   * On the name that the peer proved with its certificate: its URI names, without one its DNS
   * names, without one its subject.
   *
   * @param name absent: any proof will do
   */
  record Authenticated(@Nullable StringMatcher name) implements AccessCondition {}

  /** On the address of the connection's peer, as the socket shows it. */
  record Peer(CidrRange range) implements AccessCondition {}

  /** On the address of the connection's client, which a load balancer before it may tell. */
  record Source(CidrRange range) implements AccessCondition {}

  /** On the client's address, which trusted proxies before this one may tell. */
  record Client(CidrRange range) implements AccessCondition {}
}
