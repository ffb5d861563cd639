package io.meshwright.e2e.mesh;

import io.meshwright.e2e.cluster.TestCluster;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands out the operator and the mesh, and removes the meshes that a class has left; the cluster is
 * removed before either could be.
 */
final class MeshExtension implements BeforeAllCallback, ParameterResolver {

  private static final String MESH = "default";
  private static final Namespace STORE = Namespace.create(MeshExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Operator.class || type == Mesh.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Operator.class ? operator(context) : mesh(context);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    operator(context).deleteAllBut(MESH);
  }

  private static Operator operator(ExtensionContext context) {
    Store store = context.getRoot().getStore(STORE);
    return store.getOrComputeIfAbsent(
        Operator.class, _ -> Operator.install(TestCluster.shared(context)), Operator.class);
  }

  /** A class may have replaced the mesh by another one, or removed it. */
  private static Mesh mesh(ExtensionContext context) {
    return operator(context).installMesh(MESH, "istio-system");
  }
}
