package io.sonde.host.zoo;

import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/** Apache HttpClient 5, from wherever the application's libraries are. */
final class ApacheCall implements WebCall {

  private final CloseableHttpClient client = HttpClients.createDefault();

  @Override
  public int get(String url) throws Exception {
    return client.execute(
        new HttpGet(url),
        response -> {
          EntityUtils.consume(response.getEntity());
          return response.getCode();
        });
  }
}
