package io.meshwright.runtime.analysis;

import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.Protocol;
import io.meshwright.runtime.model.Service;
import io.meshwright.runtime.model.ServicePort;
import java.util.function.Consumer;

/** Ports of Kubernetes Services say what is spoken on them. */
final class PortNames implements MeshCheck {

  @Override
  public void check(MeshModel model, Consumer<Finding> findings) {
    for (Service service : model.services()) {
      if (service.ofKubernetes()) {
        for (ServicePort port : service.ports()) {
          if (port.protocol() == Protocol.SNIFFED) {
            findings.accept(
                new Finding(
                    Code.PORT_NAME_IS_NOT_UNDER_NAMING_CONVENTION,
                    service.origin().toString(),
                    ("Port name %s (port: %d, targetPort: %s) doesn't follow the naming "
                            + "convention of Istio port.")
                        .formatted(port.name(), port.number(), port.targetPort())));
          }
        }
      }
    }
  }
}
