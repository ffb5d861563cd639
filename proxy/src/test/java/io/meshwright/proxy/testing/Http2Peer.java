package io.meshwright.proxy.testing;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2ChannelDuplexHandler;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An end of an HTTP/2 connection that does frame by frame what a test says, and gives no credit for
 * data unless told to. A server makes one for each connection.
 */
public final class Http2Peer extends Http2ChannelDuplexHandler implements AutoCloseable {
  private static final int SECONDS = 10;
  static final EventLoopGroup LOOP =
      new MultiThreadIoEventLoopGroup(
          1, Thread.ofPlatform().daemon().factory(), NioIoHandler.newFactory());

  private final BlockingQueue<Stream> accepted = new LinkedBlockingQueue<>();
  private final Map<Http2FrameStream, Stream> streams = new ConcurrentHashMap<>();
  private final BlockingQueue<Long> goAways = new LinkedBlockingQueue<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final CountDownLatch ready = new CountDownLatch(1);
  private volatile boolean connectProtocol;
  private volatile boolean giveCredit = true;
  private @Nullable ChannelHandlerContext context;

  /** What a stream received: headers by name, a piece of data, the end, or a reset. */
  public record Event(Map<String, String> headers, String data, boolean end, long reset) {
    /** Whether it is a block of headers. */
    public boolean isHeaders() {
      return !headers.isEmpty();
    }
  }

  /** The connection ended while a script waited for a stream. */
  static final class ClosedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  public static Http2Peer connect(InetSocketAddress address) {
    return connect(address, new Http2Settings());
  }

  /** Connects with prior knowledge, and waits for the server's settings. */
  public static Http2Peer connect(InetSocketAddress address, Http2Settings settings) {
    Http2Peer peer = new Http2Peer();
    new Bootstrap()
        .group(LOOP)
        .channel(NioSocketChannel.class)
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel
                    .pipeline()
                    .addLast(
                        Http2FrameCodecBuilder.forClient()
                            .initialSettings(settings)
                            .encoderIgnoreMaxHeaderListSize(true)
                            .build(),
                        peer);
              }
            })
        .connect(address)
        .syncUninterruptibly();
    await(peer.ready);
    return peer;
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nothing came");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static <T> T take(BlockingQueue<T> queue) {
    try {
      T item = queue.poll(SECONDS, TimeUnit.SECONDS);
      if (item == null) {
        throw new IllegalStateException("nothing came");
      }
      return item;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The next stream that the other end opens; an exception if it does not. */
  public Stream accept() {
    try {
      Stream stream = accepted.poll(1, TimeUnit.HOURS);
      if (stream == null || closed.getCount() == 0) {
        throw new ClosedException();
      }
      return stream;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Opens a stream with these headers. */
  public Stream open(boolean end, String... headers) {
    Stream stream = new Stream(newStream());
    streams.put(stream.frames, stream);
    stream.headers(end, headers);
    return stream;
  }

  /** Opens a stream with a request. */
  public Stream get(String path, String... more) {
    Http2Headers all = map(more);
    all.method("GET").scheme("http").authority("test").path(path);
    Stream stream = new Stream(newStream());
    streams.put(stream.frames, stream);
    send(new DefaultHttp2HeadersFrame(all, true).stream(stream.frames));
    return stream;
  }

  /** Opens a stream with a request whose body follows. */
  public Stream post(String path, String... more) {
    Http2Headers all = map(more);
    all.method("POST").scheme("http").authority("test").path(path);
    Stream stream = new Stream(newStream());
    streams.put(stream.frames, stream);
    send(new DefaultHttp2HeadersFrame(all, false).stream(stream.frames));
    return stream;
  }

  private static Http2Headers map(String... namesAndValues) {
    Http2Headers headers = new DefaultHttp2Headers(false);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return headers;
  }

  /** From now on data is not paid for. */
  public void withholdCredit() {
    giveCredit = false;
  }

  /** Sends GOAWAY: later streams than this one are not processed. */
  public void goAway(int lastStream) {
    Channel channel = context().channel();
    channel
        .eventLoop()
        .submit(
            () -> {
              ChannelHandlerContext codec = channel.pipeline().context(Http2FrameCodec.class);
              ((Http2FrameCodec) codec.handler())
                  .goAway(
                      codec,
                      lastStream,
                      Http2Error.NO_ERROR.code(),
                      Unpooled.EMPTY_BUFFER,
                      codec.newPromise());
              codec.flush();
            })
        .awaitUninterruptibly();
  }

  public void ping(long payload) {
    send(new DefaultHttp2PingFrame(payload));
  }

  /** The last stream of the next GOAWAY that came. */
  public long awaitGoAway() {
    return take(goAways);
  }

  public void awaitClose() {
    await(closed);
  }

  /** Whether the connection is open. */
  public boolean open() {
    return closed.getCount() > 0;
  }

  /** Whether the other end takes extended CONNECT. */
  public boolean connectProtocol() {
    return connectProtocol;
  }

  private void send(Object frame) {
    context().channel().writeAndFlush(frame).awaitUninterruptibly();
  }

  private ChannelHandlerContext context() {
    ChannelHandlerContext ctx = context;
    if (ctx == null) {
      throw new IllegalStateException("not connected");
    }
    return ctx;
  }

  @Override
  protected void handlerAdded0(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    switch (message) {
      case Http2SettingsFrame settings -> {
        connectProtocol = Boolean.TRUE.equals(settings.settings().connectProtocolEnabled());
        ready.countDown();
      }
      case Http2HeadersFrame headers -> {
        Map<String, String> map = new TreeMap<>();
        headers
            .headers()
            .forEach(
                h ->
                    map.merge(
                        h.getKey().toString(), h.getValue().toString(), (a, b) -> a + "|" + b));
        Stream known = streams.get(headers.stream());
        Stream stream = known == null ? new Stream(headers.stream()) : known;
        stream.events.add(new Event(map, "", headers.isEndStream(), -1));
        if (known == null) {
          streams.put(headers.stream(), stream);
          accepted.add(stream);
        }
      }
      case Http2DataFrame data -> {
        ByteBuf content = data.content();
        stream(data.stream())
            .events
            .add(
                new Event(
                    Map.of(),
                    content.toString(StandardCharsets.ISO_8859_1),
                    data.isEndStream(),
                    -1));
        if (giveCredit) {
          ctx.writeAndFlush(
              new DefaultHttp2WindowUpdateFrame(data.initialFlowControlledBytes())
                  .stream(data.stream()));
        }
      }
      case Http2ResetFrame reset ->
          stream(reset.stream()).events.add(new Event(Map.of(), "", true, reset.errorCode()));
      case Http2GoAwayFrame goAway -> goAways.add((long) goAway.lastStreamId());
      default -> {
        // pings and acknowledgements
      }
    }
    ReferenceCountUtil.release(message);
  }

  private Stream stream(Http2FrameStream frames) {
    Stream stream = streams.get(frames);
    if (stream == null) {
      throw new IllegalStateException("no such stream");
    }
    return stream;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // a stream's; the test sees what becomes of it
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    closed.countDown();
    accepted.add(new Stream(newStream()));
    streams.values().forEach(stream -> stream.events.add(new Event(Map.of(), "", true, -2)));
  }

  @Override
  public void close() {
    if (context != null) {
      context.channel().close().syncUninterruptibly();
    }
  }

  /** One stream. */
  public final class Stream {
    private final Http2FrameStream frames;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    Stream(Http2FrameStream frames) {
      this.frames = frames;
    }

    public Stream headers(boolean end, String... headers) {
      send(new DefaultHttp2HeadersFrame(map(headers), end).stream(frames));
      return this;
    }

    public Stream data(String data, boolean end) {
      write(data, end);
      return this;
    }

    /** Sends, and does not wait for the other end's window. */
    public void write(String data, boolean end) {
      context()
          .channel()
          .writeAndFlush(
              new DefaultHttp2DataFrame(
                      Unpooled.copiedBuffer(data, StandardCharsets.ISO_8859_1), end)
                  .stream(frames));
    }

    public void reset(Http2Error error) {
      send(new DefaultHttp2ResetFrame(error).stream(frames));
    }

    /** Pays for data that came. */
    public void credit(int bytes) {
      send(new DefaultHttp2WindowUpdateFrame(bytes).stream(frames));
    }

    public int id() {
      return frames.id();
    }

    /** The next thing that came. */
    public Event next() {
      return take(events);
    }

    /** How many things came that were not taken. */
    public int waiting() {
      return events.size();
    }

    /** All that comes until the end: headers and trailers merged, data joined. */
    public Event all() {
      Map<String, String> headers = new TreeMap<>();
      StringBuilder data = new StringBuilder();
      Event event = next();
      while (true) {
        headers.putAll(event.headers());
        data.append(event.data());
        if (event.end()) {
          return new Event(headers, data.toString(), true, event.reset());
        }
        event = next();
      }
    }
  }
}
