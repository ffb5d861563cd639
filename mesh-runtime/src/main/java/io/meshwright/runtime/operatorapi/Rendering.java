package io.meshwright.runtime.operatorapi;

import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.render.RenderedResources;
import io.meshwright.runtime.xds.RecordedNode;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.proto.operator.v1.RenderProxyRequest;
import io.meshwright.xds.proto.operator.v1.RenderedResource;
import io.meshwright.xds.proto.operator.v1.ResourceName;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/** Answers what a recorded proxy would get. Pure. */
final class Rendering {

  /** Contents of one answer: bounds what both sides hold. */
  private static final int MOST_CONTENTS = 500;

  private Rendering() {}

  /** The resources, by type and name; each is written when it is taken. */
  static Stream<RenderedResource> of(RenderProxyRequest request, MeshModel model)
      throws ConfigException {
    if (request.getContentOfCount() > MOST_CONTENTS) {
      throw new ConfigException(
          new ConfigError(
              "RenderProxyRequest",
              "content_of",
              request.getContentOfCount() + " resources",
              MOST_CONTENTS + " at most"));
    }
    Set<ResourceName> wanted = new HashSet<>(request.getContentOfList());
    return RenderedResources.of(model, RecordedNode.read(request.getNode(), model.settings()))
        .map(
            resource -> {
              ResourceName name =
                  ResourceName.newBuilder()
                      .setTypeUrl(resource.type().typeUrl())
                      .setName(resource.name())
                      .build();
              RenderedResource.Builder rendered =
                  RenderedResource.newBuilder().setResource(name).setDigest(resource.digest());
              if (wanted.contains(name)) {
                rendered.setContent(resource.json());
              }
              return rendered.build();
            });
  }
}
