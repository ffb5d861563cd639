package io.meshwright.samples.grpc;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.protobuf.lite.ProtoLiteUtils;
import io.meshwright.samples.grpc.message.EchoReply;
import io.meshwright.samples.grpc.message.EchoRequest;

/** The methods of {@code meshwright.samples.v1.Echo}, one for each shape of calls. */
public final class EchoMethods {

  /** Its full name. */
  public static final String SERVICE = "meshwright.samples.v1.Echo";

  /** One reply. */
  public static final MethodDescriptor<EchoRequest, EchoReply> SAY =
      method("Say", MethodType.UNARY);

  /** As many replies as the request asks for. */
  public static final MethodDescriptor<EchoRequest, EchoReply> COUNT =
      method("Count", MethodType.SERVER_STREAMING);

  /** One reply with all texts. */
  public static final MethodDescriptor<EchoRequest, EchoReply> COLLECT =
      method("Collect", MethodType.CLIENT_STREAMING);

  /** A reply to each request, at once. */
  public static final MethodDescriptor<EchoRequest, EchoReply> TALK =
      method("Talk", MethodType.BIDI_STREAMING);

  private EchoMethods() {}

  private static MethodDescriptor<EchoRequest, EchoReply> method(String name, MethodType type) {
    return MethodDescriptor.<EchoRequest, EchoReply>newBuilder()
        .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
        .setType(type)
        .setRequestMarshaller(ProtoLiteUtils.marshaller(EchoRequest.getDefaultInstance()))
        .setResponseMarshaller(ProtoLiteUtils.marshaller(EchoReply.getDefaultInstance()))
        .build();
  }
}
