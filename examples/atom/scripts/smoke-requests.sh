# The requests of the smoke tests, shared by smoke-tests.sh and manual-smoke-tests.sh, which source this file.
# shellcheck shell=bash

# choose_environment <staging|production>: sets base_url; an unknown name or an empty variable ends the script with 2.
choose_environment() {
  case "$1" in
    staging) base_url="${STAGING_URL:-}" ;;
    production) base_url="${PRODUCTION_URL:-}" ;;
    *) usage ;;
  esac
  if [ -z "$base_url" ] || [ -z "${SMOKE_TEST_USERNAME:-}" ] || [ -z "${SMOKE_TEST_PASSWORD:-}" ]; then
    echo "Set ${1^^}_URL, SMOKE_TEST_USERNAME and SMOKE_TEST_PASSWORD first" >&2
    exit 2
  fi
}

# request METHOD PATH TIMEOUT [JSON]: sets code (000 = no answer) and body.
# shellcheck disable=SC2034  # both are read by the scripts that source this file
request() {
  local answer data=()
  if [ -n "${4:-}" ]; then
    # Through stdin, because the JSON can hold the password and command lines are public.
    data=(-H 'Content-Type: application/json' --data @-)
  fi
  answer="$(curl -s --max-time "$3" -X "$1" "$base_url$2" -H "Authorization: Bearer ${token:-}" \
    "${data[@]}" -w '\n%{http_code}' <<< "${4:-}" || true)"
  code="${answer##*$'\n'}"
  body="${answer%$'\n'*}"
}

# log_in: sets token to the access token, or to "null" if the login failed.
log_in() {
  request POST /api/auth/login 10 "$(jq -n '{username: env.SMOKE_TEST_USERNAME, password: env.SMOKE_TEST_PASSWORD}')"
  token="$(jq -r '.access_token' <<< "$body" 2> /dev/null || true)"
  token="${token:-null}"
}

check_live() { request GET /health/live 2; }
check_ready() { request GET /health/ready 5; }
check_db() { request GET /health/db 5; }
execute_agent() { request POST /api/agents/execute 10 '{"agent_id": "smoke-test", "query": "Summarize a text"}'; }
present_canvas() { request POST /api/canvas/present 10 '{"title": "Smoke test", "content": "Hello"}'; }
list_skills() { request GET /api/skills 10; }
