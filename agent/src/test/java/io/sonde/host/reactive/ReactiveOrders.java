package io.sonde.host.reactive;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A controller whose methods answer in every way, behind every kind of template. */
@RestController
@RequestMapping("/orders")
public final class ReactiveOrders {

  /** Made by Spring. */
  public ReactiveOrders() {}

  /** The template of the class alone. */
  @GetMapping
  public Mono<String> all() {
    return Mono.just("all");
  }

  /** A variable. */
  @GetMapping("/{id}")
  public String one(@PathVariable("id") String id) {
    return id;
  }

  /** An answer of another status. */
  @GetMapping("/accepted/{id}")
  @ResponseStatus(HttpStatus.ACCEPTED)
  public Mono<String> accepted(@PathVariable("id") String id) {
    return Mono.just(id);
  }

  /** An error that nothing maps to an answer. */
  @GetMapping("/fail/{id}")
  public Mono<String> fail(@PathVariable("id") String id) {
    return Mono.error(new IllegalStateException(id));
  }

  /** An answer from another thread. */
  @GetMapping("/later/{id}")
  public Mono<String> later(@PathVariable("id") String id) {
    return Mono.just(id).delayElement(ReactiveProgram.LATER);
  }

  /** A stream of events. */
  @GetMapping(path = "/events/{id}", produces = "text/event-stream")
  public Flux<String> events(@PathVariable("id") String id) {
    return Flux.just("1", "2", "3").delayElements(ReactiveProgram.LATER);
  }
}
