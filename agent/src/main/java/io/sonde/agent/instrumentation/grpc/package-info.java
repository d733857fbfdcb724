/**
 * Calls of gRPC for Java ({@code io.grpc:grpc-core} from 1.21 on), made and served, of every kind
 * and on every transport: Netty, shaded or not, OkHttp, in-process.
 *
 * <p><b>Woven</b>, of {@code io.grpc.internal} if not said otherwise
 *
 * <ul>
 *   <li>of {@code ClientCallImpl}, {@code start(Listener, Metadata)}, the start of a call, and
 *       {@code closeObserver(Listener, Status, Metadata)}, which tells the caller's listener of its
 *       end. Attempts, retried or hedged, are below it: a call is counted once.
 *   <li>of {@code DelayedClientCall} (since 1.32), of which a call is one that waits until its
 *       channel has found its server and configuration: {@code start(Listener, Metadata)}, {@code
 *       setCall(ClientCall)}, with which the same call goes on, and {@code cancel(Status, boolean)}
 *   <li>{@code streamCreated(ServerStream, String, Metadata)} of {@code
 *       ServerImpl.ServerTransportListenerImpl}: a call has arrived; {@code startCall} (until 1.39)
 *       or {@code wrapMethod} of the same class: its method was found
 *   <li>{@code halfClosed()} of {@code ServerCallImpl.ServerStreamListenerImpl}, in which a method
 *       runs that is sent one message
 *   <li>{@code close(Status, Metadata)} of {@code AbstractServerStream} and {@code
 *       io.grpc.inprocess.InProcessTransport.InProcessStream.InProcessServerStream}: the status
 *       that is sent
 *   <li>{@code closed(Status)} of {@code ServerImpl.JumpToApplicationThreadServerStreamListener}:
 *       the transport has sent all or given up
 * </ul>
 *
 * <p><b>Metrics</b>, labels {@code rpc_system_name} ({@code grpc}), {@code rpc_method} (as its
 * descriptor has it: {@code package.Service/Method}), {@code rpc_response_status_code} ({@code OK},
 * {@code UNAVAILABLE} …) and {@code error_type}, by the conventions of OpenTelemetry:
 *
 * <ul>
 *   <li>{@code rpc_client_call_duration_seconds}: from {@code start} until the listener is about to
 *       be told of the end. Of a call that streams, this is the whole of it.
 *   <li>{@code rpc_server_call_duration_seconds}: from the arrival of the call's headers until the
 *       transport is done with its stream. Waiting for a thread of the server's executor is in it,
 *       and so is sending the response.
 *   <li>{@code rpc_client_active_calls} and {@code rpc_server_active_calls}, without the status:
 *       calls between the two; those that a server serves from when it has found their method on.
 * </ul>
 *
 * <p>What a client calls its method is never a label of a server: methods that it does not have are
 * {@code _OTHER}, and so is the first call of a method if it is given up before the server has
 * looked for it. At most 2,000 methods of each side are told apart, the rest is {@code other}.
 *
 * <p><b>Error</b>: {@code error_type} is the status unless that is {@code OK}. The status is the
 * one that the caller is told; on the server, the one that was sent, or, where the call was given
 * up before all was sent, {@code CANCELLED} or whatever the transport says. A call whose {@code
 * start} throws counts as {@code UNKNOWN}.
 *
 * <p><b>Requests</b>: a call that is made for a request counts among its outgoing calls, and its
 * time as that of HTTP clients. A call that is served is a request of its own, method {@code POST},
 * route {@code /package.Service/Method}, for what is told of requests (where their time goes,
 * profiles, who holds connections) while the server's method runs and until it has answered, if it
 * is sent one message; not if it is sent a stream, of which no part is a request, and not where it
 * is served for another request of the same process. It is not in {@code
 * http_server_request_duration_seconds}: the HTTP/2 beneath is not counted as HTTP.
 *
 * <p><b>Cost</b>: a call allocates three small objects on each side. At most 65,536 calls of each
 * side are followed at a time, further ones are not measured and counted by the side table.
 *
 * <p><b>Not measured</b>: messages and their sizes; attempts by themselves; the server that a
 * client calls; calls that a server refuses for their compression; calls of libraries that have an
 * implementation of {@code Channel} of their own. Calls that gRPC makes for itself (health checks,
 * xDS) are calls like any other. On {@code grpc-servlet}, the servlet's request is counted besides.
 */
package io.sonde.agent.instrumentation.grpc;
