package io.meshwright.proxy.http.filter.ratelimit.service;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.extensions.common.ratelimit.v3.RateLimitDescriptor.Entry;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitRequest;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitResponse;
import io.meshwright.proxy.http.grpc.UnaryAnswer;
import io.meshwright.proxy.http.grpc.UnaryCall;
import io.meshwright.proxy.http.side.SideCall;
import io.meshwright.proxy.snapshot.GrpcTarget;
import io.meshwright.proxy.snapshot.RateLimitDescriptor;
import io.meshwright.proxy.upstream.LoopCluster;
import java.net.SocketAddress;
import java.util.List;

/** Asks the service. Shared by all loops. */
public record LimitService(GrpcTarget target) {
  private static final String METHOD =
      "envoy.service.ratelimit.v3.RateLimitService/ShouldRateLimit";

  /**
   * Asks about one request; the answer may have come already when this returns.
   *
   * @param destination what the client dialled, for clusters that follow it
   */
  public SideCall ask(
      String domain,
      List<RateLimitDescriptor> descriptors,
      LoopCluster cluster,
      SocketAddress destination,
      LimitListener listener) {
    return UnaryCall.begin(
        cluster,
        target,
        METHOD,
        question(domain, descriptors).toByteArray(),
        destination,
        new Reader(listener));
  }

  private static RateLimitRequest question(String domain, List<RateLimitDescriptor> descriptors) {
    RateLimitRequest.Builder request = RateLimitRequest.newBuilder().setDomain(domain);
    for (RateLimitDescriptor descriptor : descriptors) {
      var proto =
          io.envoyproxy.envoy.extensions.common.ratelimit.v3.RateLimitDescriptor.newBuilder();
      for (RateLimitDescriptor.Entry entry : descriptor.entries()) {
        proto.addEntries(Entry.newBuilder().setKey(entry.key()).setValue(entry.value()));
      }
      request.addDescriptors(proto);
    }
    return request.build();
  }

  private record Reader(LimitListener listener) implements UnaryAnswer {
    @Override
    public void answered(byte[] message) {
      LimitAnswer answer;
      try {
        answer = LimitAnswers.read(RateLimitResponse.parseFrom(message));
      } catch (InvalidProtocolBufferException e) {
        failed("an answer that cannot be read: " + e.getMessage());
        return;
      } catch (IllegalArgumentException _) {
        failed("an answer with headers that cannot be sent");
        return;
      }
      listener.counted(answer);
    }

    @Override
    public void failed(String reason) {
      listener.failed(reason);
    }
  }
}
