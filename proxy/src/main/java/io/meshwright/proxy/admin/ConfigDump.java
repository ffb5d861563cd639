package io.meshwright.proxy.admin;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.stream.JsonWriter;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.meshwright.proxy.admin.server.Reply;
import io.meshwright.proxy.snapshot.SnapshotPublisher;
import io.meshwright.proxy.xds.ConfigurationView;
import io.meshwright.proxy.xds.field.FieldTable;
import io.meshwright.proxy.xds.field.WireJson;
import io.meshwright.xds.XdsType;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * {@code /config_dump} in the shape of Envoy's {@code envoy.admin.v3.ConfigDump}, so that existing
 * tools read it, with Envoy's parameters {@code include_eds}, {@code resource}, {@code mask} and
 * {@code name_regex}. Resources are printed one by one; only those of which a part is asked for are
 * held as a tree, each in its turn.
 */
final class ConfigDump {
  private static final Gson GSON =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().create();
  private static final String NODE = XdsType.typeUrl("envoy.config.core.v3.Node");
  private static final String BOOTSTRAP = XdsType.typeUrl("envoy.config.bootstrap.v3.Bootstrap");

  private final FieldTable table;
  private final WireJson json;
  private final ProxyInfo info;
  private final DumpElements elements;

  ConfigDump(FieldTable table, ProxyInfo info, SnapshotPublisher snapshots) {
    this.table = table;
    this.json = new WireJson(table);
    this.info = info;
    this.elements = new DumpElements(json, snapshots);
  }

  Reply answer(ConfigurationView view, QueryStringDecoder query) {
    Predicate<DumpElement> named;
    try {
      String regex = StatsPage.parameter(query, "name_regex");
      Pattern pattern = Pattern.compile(regex);
      named = element -> regex.isEmpty() || pattern.matches(element.name());
    } catch (PatternSyntaxException e) {
      return Reply.text(400, "name_regex: " + e.getMessage() + "\n");
    }
    List<DumpSection> sections =
        Arrays.stream(DumpSection.values())
            .filter(
                section ->
                    section != DumpSection.ENDPOINTS
                        || query.parameters().containsKey("include_eds"))
            .toList();
    JsonMask mask = JsonMask.parse(StatsPage.parameter(query, "mask"));
    String resource = StatsPage.parameter(query, "resource");
    return resource.isEmpty()
        ? sections(view, sections, mask, named)
        : list(view, sections, resource, mask, named);
  }

  private Reply sections(
      ConfigurationView view,
      List<DumpSection> sections,
      JsonMask mask,
      Predicate<DumpElement> named) {
    List<DumpSection> shown = sections.stream().filter(each -> fits(mask, each)).toList();
    if (shown.isEmpty()) {
      return Reply.text(400, "mask: " + mask.paths() + " fits no section\n");
    }
    return page(
        out -> {
          for (DumpSection section : shown) {
            out.beginObject().name("@type").value(section.typeUrl());
            if (section == DumpSection.BOOTSTRAP) {
              bootstrap(out, view, mask);
            }
            String open = "";
            for (DumpElement element : elements.of(section, view)) {
              if (mask.shows(element.list()) && named.test(element)) {
                if (!element.list().equals(open)) {
                  if (!open.isEmpty()) {
                    out.endArray();
                  }
                  open = element.list();
                  out.name(open).beginArray();
                }
                out.beginObject();
                element.fields().write(out);
                out.endObject();
              }
            }
            if (!open.isEmpty()) {
              out.endArray();
            }
            out.endObject();
          }
        });
  }

  /** A mask that names anything else says nothing of a section, as in Envoy. */
  private boolean fits(JsonMask mask, DumpSection section) {
    return mask.paths().stream()
        .allMatch(
            path ->
                path.size() == 1
                    ? section.hasSingle(path.getFirst()) || section.hasList(path.getFirst())
                    : section == DumpSection.BOOTSTRAP
                        && path.getFirst().equals("bootstrap")
                        && table.leads(BOOTSTRAP, path.subList(1, path.size())));
  }

  private Reply list(
      ConfigurationView view,
      List<DumpSection> sections,
      String list,
      JsonMask mask,
      Predicate<DumpElement> named) {
    DumpSection section = DumpSection.of(list).filter(sections::contains).orElse(null);
    if (section == null) {
      return Reply.text(404, list + " not found in config dump\n");
    }
    if (!section.hasList(list)) {
      return Reply.text(400, list + " is not a repeated field. Use ?mask=" + list + "\n");
    }
    List<DumpElement> found =
        elements.of(section, view).stream()
            .filter(element -> element.list().equals(list) && named.test(element))
            .toList();
    for (DumpElement element : found) {
      for (List<String> path : mask.paths()) {
        if (!leads(section, element, path)) {
          return Reply.text(400, "mask: no field " + String.join(".", path) + "\n");
        }
      }
    }
    return page(
        out -> {
          for (DumpElement element : found) {
            masked(
                out,
                mask,
                object -> {
                  object.name("@type").value(section.elementTypeUrl(list));
                  element.fields().write(object);
                });
          }
        });
  }

  private boolean leads(DumpSection section, DumpElement element, List<String> path) {
    List<String> rest = path.subList(1, path.size());
    return section.elementsHave(path.getFirst())
        && (rest.isEmpty()
            || (path.getFirst().equals(element.resourceField())
                && table.leads(element.typeUrl(), rest)));
  }

  private static void masked(JsonWriter out, JsonMask mask, DumpElement.Fields fields)
      throws IOException {
    if (mask.showsAll()) {
      out.beginObject();
      fields.write(out);
      out.endObject();
      return;
    }
    StringWriter text = new StringWriter();
    JsonWriter whole = new JsonWriter(text);
    whole.beginObject();
    fields.write(whole);
    whole.endObject();
    JsonObject message = JsonParser.parseString(text.toString()).getAsJsonObject();
    GSON.toJson(mask.apply(message), out);
  }

  private void bootstrap(JsonWriter out, ConfigurationView view, JsonMask mask) throws IOException {
    StringWriter text = new StringWriter();
    JsonWriter whole = new JsonWriter(text);
    whole.beginObject().name("bootstrap").beginObject().name("node");
    if (view.node().isEmpty()) {
      whole.beginObject().name("id").value(info.nodeId());
      whole.name("cluster").value(info.serviceCluster());
      whole.name("user_agent_name").value("meshwright");
      whole.name("user_agent_version").value(info.version()).endObject();
    } else {
      json.writeMessage(whole, NODE, view.node());
    }
    whole.endObject().name("last_updated").value(info.started().toString()).endObject();
    JsonObject message = mask.apply(JsonParser.parseString(text.toString()).getAsJsonObject());
    for (String field : message.keySet()) {
      out.name(field);
      GSON.toJson(message.get(field), out);
    }
  }

  private static Reply page(DumpElement.Fields configs) {
    StringWriter text = new StringWriter();
    try (JsonWriter out = new JsonWriter(text)) {
      out.setIndent(" ");
      out.beginObject().name("configs").beginArray();
      configs.write(out);
      out.endArray().endObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Reply.json(text.append('\n').toString());
  }
}
