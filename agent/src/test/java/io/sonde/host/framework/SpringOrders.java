package io.sonde.host.framework;

import java.util.concurrent.Callable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseBody;

/** A controller whose methods answer in every way, behind every kind of template. */
@Controller
@RequestMapping("/orders")
public final class SpringOrders {

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
}
