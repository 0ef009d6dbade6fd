// App is the web application that the scripts automate: a login, which is a
// cookie, and a list of orders.
package main

import (
	"fmt"
	"html/template"
	"log"
	"net"
	"net/http"
	"sync"
)

func main() {
	log.SetFlags(0)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("listening on http://%s\n", listener.Addr())
	log.Fatal(http.Serve(listener, newShop()))
}

// An order is a row of the table.
type order struct {
	Item  string
	Count string
}

// A shop has the orders of each user. It is safe for concurrent use.
type shop struct {
	mu     sync.Mutex // guards orders
	orders map[string][]order
}

func newShop() http.Handler {
	s := &shop{orders: make(map[string][]order)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) { show(w, loginPage, nil) })
	mux.HandleFunc("POST /login", s.login)
	mux.HandleFunc("GET /orders", s.list)
	mux.HandleFunc("POST /orders", s.add)
	return mux
}

const cookieName = "user"

func (s *shop) login(w http.ResponseWriter, r *http.Request) {
	if r.FormValue("password") != "opensesame" {
		http.Error(w, "wrong password", http.StatusForbidden)
		return
	}
	http.SetCookie(w, &http.Cookie{Name: cookieName, Value: r.FormValue("user"), HttpOnly: true})
	http.Redirect(w, r, "/orders", http.StatusSeeOther)
}

func (s *shop) list(w http.ResponseWriter, r *http.Request) {
	user, err := r.Cookie(cookieName)
	if err != nil {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	show(w, ordersPage, map[string]any{"User": user.Value, "Orders": s.orders[user.Value]})
}

func (s *shop) add(w http.ResponseWriter, r *http.Request) {
	user, err := r.Cookie(cookieName)
	if err != nil {
		http.Error(w, "not logged in", http.StatusForbidden)
		return
	}
	s.mu.Lock()
	s.orders[user.Value] = append(s.orders[user.Value], order{r.FormValue("item"), r.FormValue("count")})
	s.mu.Unlock()
	http.Redirect(w, r, "/orders", http.StatusSeeOther)
}

func show(w http.ResponseWriter, page *template.Template, data any) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if err := page.Execute(w, data); err != nil {
		log.Print(err)
	}
}

var loginPage = template.Must(template.New("login").Parse(`<!doctype html><title>Log in</title>
<form method="post" action="/login">
  <input name="user"> <input name="password" type="password"> <button>Log in</button>
</form>`))

var ordersPage = template.Must(template.New("orders").Parse(`<!doctype html><title>Orders</title>
<p id="user">{{.User}}</p>
<table id="orders">{{range .Orders}}<tr><td>{{.Item}}</td><td>{{.Count}}</td></tr>{{end}}</table>
<form method="post" action="/orders">
  <input name="item"> <input name="count" type="number"> <button id="add">Add</button>
</form>
<script>console.log("orders shown:", document.querySelectorAll("#orders tr").length)</script>`))
