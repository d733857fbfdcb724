package io.sonde.host.framework;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** A controller whose methods answer in every way, behind every kind of template. */
@Controller
@RequestMapping("/orders")
public final class SpringOrders {

  private final Queue<SseEmitter> emitters = new ConcurrentLinkedQueue<>();

  /** Made by Spring. */
  public SpringOrders() {}

  /** The template of the class alone. */
  @GetMapping
  @ResponseBody
  public String all() {
    return "all";
  }

  /** A variable. */
  @GetMapping("/{id}")
  @ResponseBody
  public String one(@PathVariable("id") String id) {
    return id;
  }

  /** An exception that nothing maps to an answer. */
  @GetMapping("/fail/{id}")
  @ResponseBody
  public String fail(@PathVariable("id") String id) {
    throw new IllegalStateException(id);
  }

  /** An answer from another thread. */
  @GetMapping("/later/{id}")
  @ResponseBody
  public Callable<String> later(@PathVariable("id") String id) {
    return () -> id;
  }

  /** Events, the first of which comes with {@link #emit}. */
  @GetMapping("/events/{id}")
  public SseEmitter events(@PathVariable("id") String id) {
    SseEmitter emitter = new SseEmitter(0L);
    emitters.add(emitter);
    return emitter;
  }

  /** Sends an event, the only one. */
  @GetMapping("/emit/{id}")
  @ResponseBody
  public String emit(@PathVariable("id") String id) throws IOException {
    SseEmitter emitter = emitters.remove();
    emitter.send(id);
    emitter.complete();
    return id;
  }
}
