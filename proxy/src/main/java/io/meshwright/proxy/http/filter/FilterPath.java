package io.meshwright.proxy.http.filter;

import io.meshwright.proxy.http.codec.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An exchange's way through its filters: the request to the end of the chain, with what has to wait
 * for a filter, and the response back. Belongs to the exchange's loop.
 */
final class FilterPath {
  private final HttpExchange exchange;
  private final List<Filter> filters = new ArrayList<>();

  /** Where each filter stands in the chain, in which the others have nothing to do. */
  private final List<Integer> places = new ArrayList<>();

  private final HeldBody held = new HeldBody();
  private @Nullable TerminalFilter terminal;
  private Filter.Verdict state = Filter.Verdict.CONTINUE;
  private int next;
  private boolean ended;
  private boolean resumed;

  FilterPath(HttpExchange exchange) {
    this.exchange = exchange;
  }

  // ---- the request ----

  void begin(boolean end) {
    ended = end;
    open(0);
    proceed();
  }

  private void open(int from) {
    List<NamedFilter> chain = exchange.chain().filters();
    for (int i = from; i < chain.size(); i++) {
      @Nullable Filter filter = chain.get(i).open(exchange);
      if (filter != null) {
        filters.add(filter);
        places.add(i);
      }
    }
  }

  /** Opens the filters behind the present one again: their settings may be others. */
  void reopen() {
    filters.subList(next, filters.size()).clear();
    places.subList(next, places.size()).clear();
    open(next == 0 ? 0 : places.get(next - 1) + 1);
  }

  private void proceed() {
    while (next < filters.size()) {
      Filter filter = filters.get(next);
      resumed = false;
      next++;
      if (!passes(filter, filter.request(exchange.request()))) {
        return;
      }
    }
    TerminalFilter to = exchange.chain().terminal().open(exchange);
    terminal = to;
    to.begin(exchange.request(), ended && held.isEmpty() && held.trailers() == null);
    sendHeld();
  }

  /** Whether the request goes on after what a filter decided. */
  private boolean passes(Filter filter, Filter.Verdict verdict) {
    if (exchange.completed() || verdict == Filter.Verdict.ANSWERED) {
      return false;
    }
    if (verdict == Filter.Verdict.COLLECT && ended) {
      return passes(filter, filter.collected(held, true));
    }
    if (verdict == Filter.Verdict.CONTINUE || resumed) {
      state = Filter.Verdict.CONTINUE;
      return true;
    }
    state = verdict;
    exchange.pauseReading(verdict == Filter.Verdict.WAIT);
    return false;
  }

  /** The filter in which the request waits lets it go on. */
  void resume() {
    if (exchange.completed()) {
      return;
    }
    resumed = true;
    if (state == Filter.Verdict.WAIT) {
      state = Filter.Verdict.CONTINUE;
      exchange.pauseReading(false);
      proceed();
    }
  }

  /** Takes over a piece of the body. */
  void data(ByteBuf data, boolean end) {
    ended = end;
    TerminalFilter to = terminal;
    if (to == null || !held.isEmpty()) {
      held.add(data);
      collect();
    } else {
      send(to, data, end);
    }
  }

  void trailers(HttpHeaders trailers) {
    ended = true;
    TerminalFilter to = terminal;
    if (to == null || !held.isEmpty()) {
      held.trailers(trailers);
      collect();
    } else {
      end(to, trailers);
    }
  }

  private void collect() {
    if (state == Filter.Verdict.COLLECT) {
      Filter filter = filters.get(next - 1);
      resumed = false;
      if (passes(filter, filter.collected(held, ended))) {
        proceed();
      }
    }
  }

  private void sendHeld() {
    while (!exchange.completed() && !held.isEmpty()) {
      ByteBuf piece = Objects.requireNonNull(held.take());
      boolean last = ended && held.isEmpty() && held.trailers() == null;
      send(Objects.requireNonNull(terminal), piece, last);
    }
    @Nullable HttpHeaders trailers = held.trailers();
    if (trailers != null && !exchange.completed()) {
      end(Objects.requireNonNull(terminal), trailers);
    }
  }

  private void send(TerminalFilter to, ByteBuf data, boolean end) {
    ByteBuf piece = data;
    for (Filter filter : filters) {
      piece = filter.requestData(piece, end);
    }
    if (exchange.completed() || (!end && !piece.isReadable())) {
      piece.release();
    } else {
      to.data(piece, end);
    }
  }

  private void end(TerminalFilter to, HttpHeaders trailers) {
    for (int i = 0; i < filters.size(); i++) {
      @Nullable ByteBuf rest = filters.get(i).requestEnd();
      for (int j = i + 1; rest != null && j < filters.size(); j++) {
        rest = filters.get(j).requestData(rest, false);
      }
      if (rest != null) {
        to.data(rest, false);
      }
    }
    to.trailers(trailers);
  }

  /** Whether the request's body, if it has one, was received. */
  boolean requestEnded() {
    return ended;
  }

  void writabilityChanged() {
    if (terminal != null) {
      terminal.writabilityChanged();
    }
  }

  // ---- the response ----

  void response(ResponseHead head, boolean end) {
    for (int i = filters.size() - 1; i >= 0; i--) {
      filters.get(i).response(head, end);
    }
  }

  /** What a piece of the response becomes on its way; may be empty. */
  ByteBuf responseData(ByteBuf data, boolean end) {
    return responseData(filters.size() - 1, data, end);
  }

  private ByteBuf responseData(int from, ByteBuf data, boolean end) {
    ByteBuf piece = data;
    for (int i = from; i >= 0; i--) {
      piece = filters.get(i).responseData(piece, end);
    }
    return piece;
  }

  /** What else belongs to the body of a response that ends with trailers. */
  List<ByteBuf> responseEnd(HttpHeaders trailers) {
    List<ByteBuf> rests = new ArrayList<>(0);
    for (int i = filters.size() - 1; i >= 0; i--) {
      @Nullable ByteBuf rest = filters.get(i).responseEnd(trailers);
      if (rest != null) {
        rests.add(responseData(i - 1, rest, false));
      }
    }
    return rests;
  }

  void complete() {
    held.release();
    if (terminal != null) {
      terminal.reset();
    }
    for (Filter filter : filters) {
      filter.complete();
    }
  }
}
