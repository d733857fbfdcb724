package io.sonde.host.framework;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Response;

/** A resource whose methods answer in every way, behind every kind of template. */
@Path("orders")
public final class RestOrders {

  /** Made by an implementation of JAX-RS. */
  public RestOrders() {}

  /** The template of the class alone. */
  @GET
  public String all() {
    return "all";
  }

  /** A variable with a regular expression, which has braces of its own. */
  @GET
  @Path("{id: [0-9]{1,9}}")
  public String one(@PathParam("id") String id) {
    return id;
  }

  /** An answer that is no success. */
  @GET
  @Path("gone/{id}")
  public Response gone(@PathParam("id") String id) {
    return Response.status(410).build();
  }

  /** An exception that nothing maps to an answer. */
  @GET
  @Path("fail/{id}")
  public String fail(@PathParam("id") String id) {
    throw new IllegalStateException(id);
  }

  /** An answer from another thread. */
  @GET
  @Path("later/{id}")
  public void later(@PathParam("id") String id, @Suspended AsyncResponse response) {
    new Thread(() -> response.resume(id), "framework").start();
  }

  /** A locator: what is behind it is another resource's. */
  @Path("{id}/lines")
  public Lines lines(@PathParam("id") String id) {
    return new Lines();
  }

  /** The resource behind the locator. */
  public static final class Lines {

    /** Made by {@link RestOrders#lines}. */
    Lines() {}

    /** No template of its own. */
    @GET
    public String all() {
      return "lines";
    }

    /** One more variable. */
    @GET
    @Path("/{line}/")
    public String one(@PathParam("line") String line) {
      return line;
    }
  }
}
