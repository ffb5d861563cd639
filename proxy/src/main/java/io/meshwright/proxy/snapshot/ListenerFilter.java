package io.meshwright.proxy.snapshot;

import java.util.List;
import java.util.Set;

/**
 * What is learnt about a connection before its filter chain is chosen.
 *
 * @param disabled connections that skip the filter
 */
public record ListenerFilter(Kind kind, Predicate disabled) {

  /** The filters known. */
  public sealed interface Kind {

    /** Reads the address that the connection had before it was redirected. */
    record OriginalDestination() implements Kind {}

    /**
     * Has upstream connections come from the client's own address.
     *
     * @param mark of their packets, for the kernel's routing; 0 for none
     */
    record OriginalSource(int mark) implements Kind {}

    /**
     * Reads the addresses that a load balancer writes before the client's bytes (the PROXY protocol
     * of HAProxy, versions 1 and 2).
     *
     * @param optional whether connections without are served too, as what they are
     * @param versions those that are read; others end the connection
     */
    record ProxyProtocol(boolean optional, Set<Integer> versions) implements Kind {
      public ProxyProtocol {
        versions = Set.copyOf(versions);
      }
    }

    /** Tells TLS from other protocols; reads server name and ALPN from the client hello. */
    record TlsInspector() implements Kind {}

    /** Tells HTTP/1.x and HTTP/2 from other protocols. */
    record HttpInspector() implements Kind {}
  }

  /** A condition on a connection at listener level. */
  public sealed interface Predicate {

    /** No connection. */
    record Never() implements Predicate {}

    /** Every connection. */
    record Always() implements Predicate {}

    /** The (original) destination port is in {@code [start, end)}. */
    record DestinationPort(int start, int end) implements Predicate {}

    /** The condition does not hold. */
    record Not(Predicate predicate) implements Predicate {}

    /** One of the conditions holds. */
    record AnyOf(List<Predicate> predicates) implements Predicate {
      public AnyOf {
        predicates = List.copyOf(predicates);
      }
    }

    /** All of the conditions hold. */
    record AllOf(List<Predicate> predicates) implements Predicate {
      public AllOf {
        predicates = List.copyOf(predicates);
      }
    }

    /** Whether a connection with this destination port meets the condition. */
    default boolean test(int destinationPort) {
      return switch (this) {
        case Never() -> false;
        case Always() -> true;
        case DestinationPort(int start, int end) ->
            destinationPort >= start && destinationPort < end;
        case Not(Predicate predicate) -> !predicate.test(destinationPort);
        case AnyOf(List<Predicate> any) -> any.stream().anyMatch(p -> p.test(destinationPort));
        case AllOf(List<Predicate> all) -> all.stream().allMatch(p -> p.test(destinationPort));
      };
    }
  }
}
