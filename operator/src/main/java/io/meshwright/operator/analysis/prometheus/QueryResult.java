package io.meshwright.operator.analysis.prometheus;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to an instant query, as {@code /api/v1/query} has it.
 *
 * @param error why there is none; null if it succeeded
 */
record QueryResult(List<Row> rows, @Nullable String error) {

  private static final JsonFactory JSON = new JsonFactory();

  /** One element of the vector. */
  record Row(Map<String, String> labels, double value) {
    Row {
      labels = Map.copyOf(labels);
    }

    /** A label's value; empty if there is none. */
    String label(String name) {
      return labels.getOrDefault(name, "");
    }
  }

  QueryResult {
    rows = List.copyOf(rows);
  }

  /**
   * Reads an answer, token by token: it may be large.
   *
   * @throws IOException if it is of another form
   */
  static QueryResult read(byte[] body) throws IOException {
    List<Row> rows = new ArrayList<>();
    String status = "";
    String error = "";
    try (JsonParser json = JSON.createParser(body)) {
      expect(json, json.nextToken(), JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        JsonToken value = json.nextToken();
        switch (field) {
          case "status" -> status = json.getText();
          case "error" -> error = json.getText();
          case "data" -> {
            if (value == JsonToken.START_OBJECT) {
              data(json, rows);
            }
          }
          default -> json.skipChildren();
        }
      }
      expect(json, json.currentToken(), JsonToken.END_OBJECT);
      if (status.isEmpty()) {
        throw new JsonParseException(json, "found no status");
      }
    }
    return new QueryResult(rows, status.equals("success") ? null : error);
  }

  private static void data(JsonParser json, List<Row> rows) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "resultType" -> {
          if (!json.getText().equals("vector")) {
            throw new JsonParseException(
                json, "found a result of type %s, expected vector".formatted(json.getText()));
          }
        }
        case "result" -> {
          expect(json, value, JsonToken.START_ARRAY);
          while (json.nextToken() != JsonToken.END_ARRAY) {
            rows.add(row(json));
          }
        }
        default -> json.skipChildren();
      }
    }
  }

  private static Row row(JsonParser json) throws IOException {
    expect(json, json.currentToken(), JsonToken.START_OBJECT);
    Map<String, String> labels = new HashMap<>();
    double number = Double.NaN;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "metric" -> {
          while (json.nextToken() == JsonToken.FIELD_NAME) {
            String label = json.currentName();
            json.nextToken();
            labels.put(label, json.getText());
          }
        }
        case "value" -> {
          json.nextToken(); // the time of the query
          expect(json, json.nextToken(), JsonToken.VALUE_STRING);
          number = number(json);
          expect(json, json.nextToken(), JsonToken.END_ARRAY);
        }
        default -> json.skipChildren();
      }
    }
    return new Row(labels, number);
  }

  private static double number(JsonParser json) throws IOException {
    try {
      return parse(json.getText());
    } catch (NumberFormatException _) {
      throw new JsonParseException(json, "found %s, expected a number".formatted(json.getText()));
    }
  }

  /** A number as Prometheus writes it. */
  static double parse(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  private static void expect(JsonParser json, @Nullable JsonToken found, JsonToken expected)
      throws IOException {
    if (found != expected) {
      throw new JsonParseException(json, "found %s, expected %s".formatted(found, expected));
    }
  }
}
