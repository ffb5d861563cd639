package io.meshwright.runtime.capture;

import io.meshwright.runtime.model.name.Cidr;
import java.util.List;

/** Which destinations a rule is about. */
public sealed interface AddressSelection {

  /** Every address of both families; {@code *} in annotations. */
  record All() implements AddressSelection {}

  /** The listed networks; none means that no address is selected. */
  record Only(List<Cidr> networks) implements AddressSelection {
    public Only {
      networks = List.copyOf(networks);
    }
  }
}
