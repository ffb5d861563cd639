package io.meshwright.crd.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.crud.AttributeSet;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Fabric8's mock of an API server, which by itself refuses a server-side apply. Here, as in a real
 * one, it creates what is absent, and adds labels, annotations and other fields of the metadata to
 * what is present. Each field beside the metadata is replaced as a whole: enough for one field
 * manager. A strategic merge finds items of lists by their names.
 */
public final class ApplyingApiServer implements AutoCloseable {

  /** It writes two lines for each request. */
  private static final Logger TALK = Logger.getLogger("io.fabric8.mockwebserver");

  private final KubernetesMockServer server =
      new KubernetesMockServer(
          new Context(), new MockWebServer(), new HashMap<>(), new Dispatcher(), false);

  /** Starts one that knows these kinds beside Kubernetes' own. */
  @SafeVarargs
  public ApplyingApiServer(Class<? extends CustomResource<?, ?>>... kinds) {
    for (Class<? extends CustomResource<?, ?>> kind : kinds) {
      server.expectCustomResource(CustomResourceDefinitionContext.fromCustomResourceType(kind));
    }
    TALK.setLevel(Level.WARNING);
    server.init();
  }

  /** A client of this server; the caller closes it. */
  public KubernetesClient client() {
    return server.createClient();
  }

  @Override
  public void close() {
    server.destroy();
  }

  private static final class Dispatcher extends KubernetesCrudDispatcher {

    private static final String METADATA = "metadata";
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public MockResponse handlePatch(RecordedRequest request) {
      if (PatchType.STRATEGIC_MERGE.getContentType().equals(request.getHeader("Content-Type"))) {
        return handleStrategicMerge(request);
      }
      if (!PatchType.SERVER_SIDE_APPLY.getContentType().equals(request.getHeader("Content-Type"))) {
        return super.handlePatch(request);
      }
      String path = request.getPath().replaceFirst("\\?.*", "");
      Map.Entry<AttributeSet, String> present =
          findResource(getKey(path.replaceFirst("/status$", "")));
      if (present == null) {
        String collection = path.substring(0, path.lastIndexOf('/'));
        return handleCreate(as(HttpMethod.POST, collection, request, request.getBody()));
      }
      String applied = applied(present.getValue(), request.getBody().readUtf8());
      return handleUpdate(as(HttpMethod.PUT, path, request, new Buffer().writeUtf8(applied)));
    }

    private MockResponse handleStrategicMerge(RecordedRequest request) {
      String path = request.getPath().replaceFirst("\\?.*", "");
      Map.Entry<AttributeSet, String> present = findResource(getKey(path));
      if (present == null) {
        return new MockResponse().setResponseCode(HttpURLConnection.HTTP_NOT_FOUND);
      }
      try {
        ObjectNode merged = (ObjectNode) JSON.readTree(present.getValue());
        merge(merged, (ObjectNode) JSON.readTree(request.getBody().readUtf8()));
        Buffer body = new Buffer().writeUtf8(merged.toString());
        return handleUpdate(as(HttpMethod.PUT, path, request, body));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(e);
      }
    }

    /** Items of lists are found by their names, as those of containers are. */
    private static void merge(ObjectNode into, ObjectNode patch) {
      patch
          .properties()
          .forEach(
              field -> {
                JsonNode before = into.get(field.getKey());
                switch (field.getValue()) {
                  case ObjectNode object when before instanceof ObjectNode known ->
                      merge(known, object);
                  case ArrayNode items when before instanceof ArrayNode known ->
                      items.forEach(item -> mergeByName(known, (ObjectNode) item));
                  case JsonNode other -> into.set(field.getKey(), other);
                }
              });
    }

    private static void mergeByName(ArrayNode into, ObjectNode item) {
      for (JsonNode one : into) {
        if (one.path("name").equals(item.path("name"))) {
          merge((ObjectNode) one, item);
        }
      }
    }

    /** A question about permissions is answered and not kept: nothing is known of them. */
    @Override
    public MockResponse handleCreate(RecordedRequest request) {
      if (!request.getPath().endsWith("/selfsubjectrulesreviews")) {
        return super.handleCreate(request);
      }
      String status =
          "\"status\":{\"incomplete\":true,\"resourceRules\":[],\"nonResourceRules\":[]}";
      String question = request.getBody().readUtf8();
      return new MockResponse()
          .setResponseCode(HttpURLConnection.HTTP_CREATED)
          .setBody(question.replaceFirst("}\\s*$", "," + status + "}"));
    }

    private static String applied(String present, String applied) {
      try {
        ObjectNode result = (ObjectNode) JSON.readTree(present);
        ObjectNode metadata = result.withObjectProperty(METADATA);
        ObjectNode changes = (ObjectNode) JSON.readTree(applied);
        changes
            .withObjectProperty(METADATA)
            .properties()
            .forEach(
                field -> {
                  if (field.getValue() instanceof ObjectNode entries) {
                    metadata.withObjectProperty(field.getKey()).setAll(entries);
                  } else {
                    metadata.set(field.getKey(), field.getValue());
                  }
                });
        changes.remove(METADATA);
        result.setAll(changes);
        return result.toString();
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(e);
      }
    }

    private static RecordedRequest as(
        HttpMethod method, String path, RecordedRequest apply, Buffer body) {
      return new RecordedRequest(apply.getHttpVersion(), method, path, apply.getHeaders(), body);
    }
  }
}
