package io.meshwright.samples.server;

/**
 * Where the service listens; 0 takes a free port.
 *
 * @param http HTTP/1.1, HTTP/2 with prior knowledge and WebSocket
 * @param grpc the gRPC service
 * @param tcp bytes come back
 * @param greeting the same, but the server speaks first
 * @param tls HTTP over TLS, if there is a certificate
 */
public record Ports(int http, int grpc, int tcp, int greeting, int tls) {}
