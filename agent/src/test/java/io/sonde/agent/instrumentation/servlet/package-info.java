/** Tests of the servlet technology: on real servers, and of its parts. */
package io.sonde.agent.instrumentation.servlet;
