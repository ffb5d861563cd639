package io.meshwright.runtime.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.util.HashMap;

/**
 * Fabric8's mock of an API server, which by itself refuses a server-side apply. Here, as in a real
 * one, it creates what is absent. What is present is replaced: enough for a single field manager.
 */
final class ApplyingApiServer implements AutoCloseable {

  private final KubernetesMockServer server =
      new KubernetesMockServer(
          new Context(), new MockWebServer(), new HashMap<>(), new Dispatcher(), false);

  ApplyingApiServer() {
    server.init();
  }

  KubernetesClient client() {
    return server.createClient();
  }

  @Override
  public void close() {
    server.destroy();
  }

  private static final class Dispatcher extends KubernetesCrudDispatcher {

    @Override
    public MockResponse handlePatch(RecordedRequest request) {
      if (!PatchType.SERVER_SIDE_APPLY.getContentType().equals(request.getHeader("Content-Type"))) {
        return super.handlePatch(request);
      }
      String path = request.getPath().replaceFirst("\\?.*", "");
      return findResource(getKey(path)) == null
          ? handleCreate(as(HttpMethod.POST, path.substring(0, path.lastIndexOf('/')), request))
          : handleUpdate(as(HttpMethod.PUT, path, request));
    }

    private static RecordedRequest as(HttpMethod method, String path, RecordedRequest apply) {
      return new RecordedRequest(
          apply.getHttpVersion(), method, path, apply.getHeaders(), apply.getBody());
    }
  }
}
